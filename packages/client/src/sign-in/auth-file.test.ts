// auth.conf as virsh reads it, row by row; interop/sasl-client.test.ts has the same files before the real one.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostEnvironment } from "../environment.js";
import { AuthFile, authFilePath } from "./auth-file.js";
import type { CredentialName } from "./credentials.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-auth-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lookUp = (text: string, name: CredentialName = "authname", host = "hv1") => {
  const path = join(folder, "auth.conf");
  writeFileSync(path, text);
  return new AuthFile(path, host).lookUp(name);
};

const lab = "[credentials-lab]\nauthname=fred\npassword=secret1\n";

test.each<[text: string, name: CredentialName, value: string | undefined]>([
  [`${lab}[auth-libvirt-default]\ncredentials=lab\n`, "authname", "fred"],
  [`${lab}[auth-libvirt-default]\ncredentials=lab\n`, "password", "secret1"],
  [`${lab}[auth-libvirt-default]\ncredentials=lab\n`, "realm", undefined],
  [`${lab}[auth-libvirt-hv1]\ncredentials=lab\n`, "authname", "fred"],
  [`${lab}[auth-libvirt-HV1]\ncredentials=lab\n`, "authname", undefined],
  [`${lab}[auth-libvirt-hv2]\ncredentials=lab\n`, "authname", undefined],
  [`${lab}[auth-libvirt-default]\n[auth-libvirt-hv1]\ncredentials=lab\n`, "authname", "fred"],
  [`${lab}[auth-esx-hv1]\ncredentials=lab\n`, "authname", undefined],
  [lab, "authname", undefined],
  ["", "authname", undefined],
])("%j: %s", (text, name, value) => {
  expect(lookUp(text, name)).toBe(value);
});

test.each([
  ["[auth-libvirt-default]\n", "Missing item 'credentials' in group 'auth-libvirt-default' in 'FILE'"],
  [
    `[auth-libvirt-hv1]\n${lab}[auth-libvirt-default]\ncredentials=lab\n`,
    "Missing item 'credentials' in group 'auth-libvirt-hv1' in 'FILE'",
  ],
  [
    `[auth-libvirt-default]\ncredentials=x\n${lab}`,
    "Missing group 'credentials-x' referenced from group 'auth-libvirt-default' in 'FILE'",
  ],
])("%j is wrong", (text, detail) => {
  const message = `configuration file syntax error: ${detail.replace("FILE", join(folder, "auth.conf"))}`;
  expect(() => lookUp(text)).toThrow(message);
});

test("what cannot be read or is no such file", () => {
  const unknown = "An error occurred, but the cause is unknown";
  expect(() => lookUp("password=secret1\n")).toThrow(unknown);
  for (const path of ["/nonexistent", folder, "/dev/null", ""])
    expect(() => new AuthFile(path, "hv1").lookUp("authname")).toThrow(unknown);
});

describe("where it is", () => {
  const environment = (variables: Record<string, string>) => hostEnvironment({ HOME: folder, ...variables });

  test("what is named wins, LIBVIRT_AUTH_FILE before the URI, whether it exists or not", () => {
    expect(authFilePath("/b", environment({ LIBVIRT_AUTH_FILE: "/a" }))).toBe("/a");
    expect(authFilePath("/b", environment({ LIBVIRT_AUTH_FILE: "" }))).toBe("");
    expect(authFilePath("/b", environment({}))).toBe("/b");
    expect(authFilePath("", environment({}))).toBe("");
  });

  test("the user's, also for root", () => {
    const config = join(folder, ".config/libvirt");
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, "auth.conf"), "");
    chmodSync(join(config, "auth.conf"), 0o600);
    expect(authFilePath(undefined, environment({}))).toBe(join(config, "auth.conf"));
    expect(authFilePath(undefined, environment({ XDG_CONFIG_HOME: folder }))).not.toBe(
      join(config, "auth.conf"),
    );
  });
});
