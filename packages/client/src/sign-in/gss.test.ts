import { type GssProvider, type Mechanism, mechanisms } from "@virtgate/sasl";
import { expect, test } from "vitest";
import { gssFor } from "./gss.js";

const provider = {} as GssProvider;
const names = (known: readonly Mechanism[]) => known.map(({ name }) => name);

test("a list without Kerberos loads nothing", async () => {
  const load = () => Promise.reject(new Error("loaded"));
  expect(await gssFor(mechanisms, ["SCRAM-SHA-256", "GSS-SPNEGO"], load)).toEqual({ known: mechanisms });
});

test("with the library", async () => {
  const gss = await gssFor(mechanisms, ["GSSAPI", "PLAIN"], async () => provider);
  expect(gss.provider).toBe(provider);
  expect(names(gss.known)).toContain("GSSAPI");
});

test.each([
  [
    Object.assign(new Error("libgssapi_krb5.so.2: no such file"), { name: "NativeError" }),
    "authentication unavailable: libgssapi_krb5.so.2: no such file",
  ],
  [
    new Error("Cannot find package 'koffi' imported from /a/b"),
    "authentication unavailable: Kerberos needs the package @virtgate/native, which cannot be loaded",
  ],
])("without it: %s", async (thrown, message) => {
  const { known, provider, problem } = await gssFor(mechanisms, ["GSSAPI"], () => Promise.reject(thrown));
  expect(provider).toBeUndefined();
  expect(names(known)).not.toContain("GSSAPI");
  expect(problem?.message).toBe(message);
});
