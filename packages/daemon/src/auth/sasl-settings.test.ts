import { afterEach, beforeEach, expect, test } from "vitest";
import { SaslClient, SaslPlace } from "../testing/sasl-place.js";
import { readSaslFile } from "./sasl-settings.js";

let place: SaslPlace;
beforeEach(async () => {
  place = await SaslPlace.make("");
});
afterEach(() => place.remove());

const read = (lines: string) => {
  place.configure(lines);
  return readSaslFile(place.settings());
};

test.each<[string, object]>([
  ["", { mechList: undefined, verifiesPlain: true, keytab: undefined, maxWaitMs: 8000, warnings: [] }],
  ["mech_list: plain SCRAM-sha-256", { mechList: ["PLAIN", "SCRAM-SHA-256"], warnings: [] }],
  ["mech_list: plain gs2-krb5", { warnings: ["mech_list: not available here: GS2-KRB5"] }],
  ["keytab: /k", { keytab: "/k" }],
  ["virtgate_max_wait: 0", { maxWaitMs: 0 }],
  ["pwcheck_method: auxprop", { verifiesPlain: true }],
  [
    "pwcheck_method: saslauthd",
    {
      verifiesPlain: false,
      warnings: ["pwcheck_method: PLAIN is not offered, since it cannot ask saslauthd"],
    },
  ],
  ["auxprop_plugin: sasldb sql", { warnings: [] }],
  [
    "auxprop_plugin: sql",
    {
      places: { verifiers: expect.any(String), sasldb: null },
      warnings: ["auxprop_plugin: only sasldb is available, and our own file; not: sql"],
    },
  ],
])("%j", (lines, expected) => {
  expect(read(lines)).toMatchObject(expected);
});

test.each([
  ["nonsense", /libvirt\.conf: .*line 3: expected "key: value"/],
  ["mech_list:", /line 3/],
  ["virtgate_max_wait: long", /virtgate_max_wait: expected 0 to 60 seconds/],
])("%j is refused", (lines, problem) => {
  expect(() => read(lines)).toThrow(problem);
});

test("the first file that is there counts, and without any ANONYMOUS is not offered", async () => {
  expect(readSaslFile(place.settings({ files: ["/nowhere/libvirt.conf", place.file] })).path).toBe(
    place.file,
  );
  expect(readSaslFile(place.settings({ files: ["/nowhere/libvirt.conf"] })).path).toBeNull();
  const client = new SaslClient(await place.service({ files: ["/nowhere/libvirt.conf"] }));
  const { mechlist } = (await client.init()) as { mechlist: string };
  expect(mechlist).toMatch(/SCRAM-SHA-512,SCRAM-SHA-256,SCRAM-SHA-1,DIGEST-MD5,PLAIN$/);
});

test("a broken file changes nothing when it is read again", async () => {
  const service = await place.service();
  place.configure("mech_list: plain");
  await service.configure(place.settings());
  place.configure("nonsense");
  await expect(service.configure(place.settings())).rejects.toThrow("line 3");
  expect(await new SaslClient(service).init()).toEqual({ mechlist: "PLAIN" });
});
