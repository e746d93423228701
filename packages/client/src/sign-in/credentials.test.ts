import { LibvirtError } from "@virtgate/protocol";
import { expect, test } from "vitest";
import {
  type CredentialFile,
  type CredentialRequest,
  type CredentialsOption,
  collectCredentials,
  type Wanted,
} from "./credentials.js";

const wanted: Wanted = {
  host: "hv1",
  mechanism: "PLAIN",
  names: ["authname", "password"],
  signal: undefined,
};
const fileWith = (values: Record<string, string>): CredentialFile => ({ lookUp: (name) => values[name] });
const empty = fileWith({});
const fred = { authname: "fred", password: "secret1" };

test.each<[title: string, CredentialsOption | undefined, file: CredentialFile, found: object]>([
  ["given", fred, empty, fred],
  ["given, before the file", fred, fileWith({ authname: "joe", password: "x" }), fred],
  ["from the file", undefined, fileWith(fred), fred],
  ["from both", { authname: "fred" }, fileWith({ authname: "joe", password: "secret1" }), fred],
  ["asked for", () => fred, empty, fred],
  ["asked for later", async () => fred, empty, fred],
  ["the file before the function", () => ({ password: "secret1" }), fileWith({ authname: "fred" }), fred],
  ["to act as", { ...fred, username: "joe" }, empty, { ...fred, username: "joe" }],
  ["empty ones", { authname: "", password: "" }, empty, { authname: "", password: "" }],
])("%s", async (_, option, file, found) => {
  expect(await collectCredentials(option, file, wanted)).toEqual(found);
});

test("only what is missing is asked for, and nobody if nothing is", async () => {
  const asked: CredentialRequest[] = [];
  const option = (request: CredentialRequest) => {
    asked.push(request);
    return { password: "x" };
  };
  await collectCredentials(option, fileWith({ authname: "fred" }), wanted);
  expect(asked.map(({ prompts }) => prompts.map(({ name }) => name))).toEqual([["password"]]);
  await collectCredentials(option, fileWith(fred), wanted);
  expect(asked.length).toBe(1);
});

test("the realms are there to choose from", async () => {
  let request: CredentialRequest | undefined;
  const option = (one: CredentialRequest) => {
    request = one;
    return { realm: "b" };
  };
  const realms = { ...wanted, names: [], optional: ["realm"], realms: ["a", "b"] } as const;
  expect(await collectCredentials(option, empty, realms)).toEqual({ realm: "b" });
  expect(await collectCredentials(option, fileWith({ realm: "a" }), realms)).toEqual({ realm: "a" });
  expect(await collectCredentials({}, empty, realms)).toEqual({});
  expect(await collectCredentials(undefined, empty, realms)).toEqual({});
  expect(request?.prompts).toEqual([
    { name: "realm", text: "Please enter your realm", echo: true, choices: ["a", "b"] },
  ]);
});

const collect = "authentication failed: Failed to collect auth credentials";
test.each<[title: string, CredentialsOption | undefined, message: string]>([
  ["nobody to ask", undefined, "authentication failed: No authentication callback available"],
  ["one is missing", { authname: "fred" }, collect],
  ["no answer", () => ({ authname: "fred" }), collect],
  ["nothing is answered", () => undefined as never, collect],
  ["no text is answered", () => ({ authname: "fred", password: 7 as never }), collect],
  [
    "the function throws",
    () => {
      throw new Error("no terminal");
    },
    collect,
  ],
  [
    "the function throws in libvirt's words",
    () => {
      throw new LibvirtError(79, 0, "authentication cancelled");
    },
    "authentication cancelled",
  ],
])("%s", async (_, option, message) => {
  await expect(collectCredentials(option, empty, wanted)).rejects.toThrow(message);
});

test("who gives up is told the signal's reason", async () => {
  const signal = AbortSignal.abort(new Error("given up"));
  const option = () => {
    throw new Error("aborted");
  };
  await expect(collectCredentials(option, empty, { ...wanted, signal })).rejects.toThrow("given up");
});

test("who gives up does not wait for an answer", async () => {
  const controller = new AbortController();
  const option = () => {
    controller.abort(new Error("given up"));
    return new Promise<never>(() => {});
  };
  const asking = collectCredentials(option, empty, { ...wanted, signal: controller.signal });
  await expect(asking).rejects.toThrow("given up");
});
