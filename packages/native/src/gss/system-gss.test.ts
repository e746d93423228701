import type { GssProvider } from "@virtgate/sasl";
import { afterEach, expect, test, vi } from "vitest";
import { NativeError } from "../problem.js";
import { type SystemGss, systemGss } from "./system-gss.js";

afterEach(() => {
  vi.doUnmock("koffi");
  vi.resetModules();
});

/** A fresh copy of the package, which has loaded nothing yet. */
async function freshly(): Promise<typeof systemGss> {
  vi.resetModules();
  return (await import("./system-gss.js")).systemGss;
}

test("without koffi: one clear error", async () => {
  vi.doMock("koffi", () => {
    throw new Error("not there");
  });
  const fresh = await freshly();
  await expect(fresh()).rejects.toMatchObject({
    name: "NativeError",
    message: "Kerberos needs the package koffi, which cannot be loaded",
  });
});

test("without the library: one clear error, with the package to install", async () => {
  const load = () => {
    throw new Error("cannot open shared object file");
  };
  vi.doMock("koffi", () => ({ default: { load, config: () => ({}) } }));
  const fresh = await freshly();
  await expect(fresh()).rejects.toThrow(
    /^Kerberos needs the system's GSSAPI library: none of libgssapi_krb5\.so\.2, .* \(Debian: libgssapi-krb5-2\)$/,
  );
});

test("with a library that is another: one clear error", async () => {
  const func = () => {
    throw new Error("Cannot find function 'gss_init_sec_context' in shared library");
  };
  const koffi = (await import("koffi")).default;
  vi.doMock("koffi", () => ({ default: { ...koffi, config: () => ({}), load: () => ({ func }) } }));
  const fresh = await freshly();
  await expect(fresh()).rejects.toThrow(/lacks what Kerberos sign-in needs/);
});

const here: SystemGss | undefined = await systemGss({ keytab: "/nonexistent/keytab" }).catch(() => undefined);

test.skipIf(here === undefined)("what @virtgate/sasl asks for is there", async () => {
  const provider: GssProvider = here!;
  const context = provider.accept("libvirt", "host");
  expect(() => context.ssf).toThrow(NativeError);
  expect(() => context.wrap(new Uint8Array(1), true)).toThrow("the Kerberos context is new, not complete");
  await expect(context.step(new Uint8Array(3))).rejects.toThrow(
    /^GSSAPI Error: .*\(Key table file '\/nonexistent\/keytab' not found\)$/,
  );
  await expect(context.step(new Uint8Array(3))).rejects.toThrow("a closed Kerberos context takes no tokens");
  context.close();
  context.close();
});

test("a keytab's name with a NUL is refused", async () => {
  await expect(systemGss({ keytab: "a\0b" })).rejects.toThrow(NativeError);
});
