// Methods in their order, and what there is to ask.

import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import ssh2 from "ssh2";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import type { CredentialRequest } from "../../sign-in/credentials.js";
import { closeAll, closers, dial, folder, removeFolder, sshd } from "../../testing/fake-sshd.js";
import { type AgentReport, userAgent } from "./agents.js";

afterEach(closeAll);
afterAll(removeFolder);

describe("who the user is", () => {
  const all: ssh2.AuthenticationType[] = ["publickey", "password", "keyboard-interactive"];

  test.each<[query: string, tried: string[]]>([
    ["sshauth=password", ["password"]],
    ["sshauth=keyboard-interactive,password", ["keyboard-interactive", "password"]],
    ["sshauth=password,keyboard-interactive", ["password"]],
    ["sshauth=agent,password", ["password"]],
    ["", ["password"]],
  ])("%s", async (query, tried) => {
    const fake = await sshd({ methods: all });
    const { release } = await dial(fake.port, {
      query: `known_hosts_verify=ignore&${query}`,
      credentials: { answer: "wrong", password: "right" },
    });
    release();
    expect(fake.tried).toEqual(tried);
  });

  test.each<[dialect: "libssh" | "libssh2", prompts: string[]]>([
    ["libssh", ["name\ninstruction\nCode", "name\ninstruction\nNumber of: it"]],
    ["libssh2", ["Code", "Number of"]],
  ])("questions of the server's by %s", async (dialect, prompts) => {
    const asked: CredentialRequest[] = [];
    const { port } = await sshd({
      methods: ["keyboard-interactive"],
      prompts: [
        { prompt: "Code: ", echo: true },
        { prompt: "Number of: it", echo: false },
      ],
    });
    const { release } = await dial(port, {
      dialect,
      credentials: (request) => {
        asked.push(request);
        return { answer: "right" };
      },
    });
    release();
    expect(asked.map((one) => one.prompts[0])).toEqual([
      { name: "answer", text: prompts[0], echo: true },
      { name: "answer", text: prompts[1], echo: false },
    ]);
  });

  test.each([
    ["right", "secret phrase", undefined],
    ["wrong", "secret", /error while opening private key '.*', wrong passphrase\?/],
  ])("a passphrase that is %s", async (_title, passphrase, says) => {
    const fake = await sshd({ methods: ["publickey"] });
    const dialled = dial(fake.port, {
      query: `known_hosts_verify=ignore&sshauth=privkey&keyfile=${join(folder, "key")}`,
      credentials: { passphrase },
    });
    if (says === undefined) (await dialled).release();
    else await expect(dialled).rejects.toThrow(says);
  });

  test.each(["rsa", "ec"] as const)("a key of kind %s in PKCS #8", async (kind) => {
    const { privateKey } =
      kind === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
    const path = join(folder, `pkcs8-${kind}`);
    const form = {
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "secret phrase",
    } as const;
    writeFileSync(path, privateKey.export(form));
    const fake = await sshd({ methods: ["publickey"] });
    const { release } = await dial(fake.port, {
      query: `known_hosts_verify=ignore&sshauth=privkey&keyfile=${path}`,
      credentials: { passphrase: "secret phrase" },
    });
    release();
  });

  test("credentials that are no function are tried once, and stand in no error", async () => {
    const fake = await sshd({ methods: all, prompts: [{ prompt: "Password:", echo: false }] });
    const dialled = dial(fake.port, { credentials: { password: "hunter2" } });
    const error = (await dialled.catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toBe(
      "authentication failed: All provided authentication methods with credentials were rejected by the server",
    );
    expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain("hunter2");
    expect(fake.tried.filter((method) => method === "password")).toHaveLength(1);
  });

  test.each<[query: string, says: string]>([
    [
      "sshauth=password",
      "libssh transport error: Can't perform authentication: Authentication callback not provided",
    ],
    [
      "sshauth=keyboard-interactive",
      "libssh transport error: No user interaction callback provided: Can't get input from keyboard interactive authentication",
    ],
  ])("nobody to ask: %s", async (query, says) => {
    const fake = await sshd({ methods: all, prompts: [{ prompt: "Password:", echo: false }] });
    await expect(dial(fake.port, { query: `known_hosts_verify=ignore&${query}` })).rejects.toThrow(says);
  });

  test("whoever is asked gives up", async () => {
    const { port } = await sshd();
    const credentials = () => Promise.reject(new Error("no wish to say"));
    await expect(dial(port, { credentials })).rejects.toThrow("Failed to collect auth credentials");
  });

  test("an agent that never answers", async () => {
    const path = join(folder, "agent");
    const server = createServer((socket) => closers.push(() => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    closers.push(() => server.close());
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const report: AgentReport = { keys: 0 };
      const answered = new Promise<void>((resolve) => {
        userAgent(ssh2, path, report).getIdentities(() => resolve());
      });
      await vi.advanceTimersByTimeAsync(10_000);
      await answered;
      expect(report.problem?.message).toBe("the agent does not answer within 10000 ms");
    } finally {
      vi.useRealTimers();
    }
  });
});
