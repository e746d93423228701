import { LibvirtError } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { openDriver } from "./open.js";

// [URI, code, domain, text] as libvirtd 9.0.0 answers
const refused: [string, number, number, string][] = [
  ["x", 5, 0, "no connection driver available for URI 'x' does not include a driver name"],
  ["test", 5, 0, "no connection driver available for URI 'test' does not include a driver name"],
  ["TEST:///default", 5, 0, "no connection driver available for TEST:///default"],
  ["foo:///", 5, 0, "no connection driver available for foo:///"],
  ["test+unix:///default", 5, 0, "no connection driver available for test+unix:///default"],
  ["test:///", 8, 12, "invalid argument: testOpen: supply a path or use test:///default"],
  ["test:", 8, 12, "invalid argument: testOpen: supply a path or use test:///default"],
  ["test:///nosuch.xml", 27, 12, "XML error: failed to parse xml document '/nosuch.xml'"],
  ["test:///default/", 27, 12, "XML error: failed to parse xml document '/default/'"],
  ["test:///Default", 27, 12, "XML error: failed to parse xml document '/Default'"],
];

test.for(refused)("%s is refused", async ([uri, code, domain, text]) => {
  const thrown = await (async () => openDriver(uri, false))().catch((reason: unknown) => reason);
  expect(thrown).toBeInstanceOf(LibvirtError);
  expect(thrown).toMatchObject({ code, domain, message: text });
});

test("test:///default answers at once, under the name it was opened with", () => {
  const driver = openDriver("test:///default?x=1", false);
  if (driver instanceof Promise) throw new Error("no promise expected");
  expect(driver.uri).toBe("test:///default?x=1");
  driver.close();
});

test("connections share the default host; with the last one its changes are gone", async () => {
  const one = await openDriver("test:///default", false);
  const two = await openDriver("test:///default", false);
  const domain = await one.domains.lookupByName("test");
  await one.domains.suspend(domain);
  expect(await two.domains.state(domain, 0)).toEqual({ state: 3, reason: 1 });
  one.close();
  one.close();
  expect(await two.domains.state(domain, 0)).toEqual({ state: 3, reason: 1 });
  two.close();
  const three = await openDriver("test:///default", false);
  expect(await three.domains.state(domain, 0)).toEqual({ state: 1, reason: 0 });
  three.close();
});
