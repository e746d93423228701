// The README's examples, run as they stand there against a server in memory.

import { readFileSync } from "node:fs";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import { connectAdmin } from "./admin-connection.js";
import { connect } from "./connect.js";
import { toNodeReadable } from "./stream-adapters.js";
import { FakeAdmin } from "./testing/fake-admin.js";
import { type Answers, fakeDriver } from "./testing/fake-server.js";
import { fromTypedParameters } from "./typed-parameters.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const examples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);

const dom = { name: "web-1", uuid: new Uint8Array(16), id: 1 };
const answers: Answers = {
  connectListAllDomains: () => ({ domains: [dom], ret: 1 }),
  domainLookupByName: () => ({ dom }),
  domainGetInfo: () => ({
    state: 1,
    maxMem: 2048n,
    memory: 1024n,
    nrVirtCpu: 2,
    cpuTime: 7_000_000_000n,
  }),
  domainSuspend: () => ({}),
  domainResume: () => ({}),
  domainGetXmlDesc: () => ({ xml: "<domain/>" }),
  connectDomainEventCallbackDeregisterAny: () => ({}),
  storageVolLookupByPath: () => ({ vol: { pool: "p", name: "v", key: "k" } }),
};

async function run(example: string, printed: unknown[][] = [], adminUri?: string) {
  const driver = fakeDriver({
    ...answers,
    connectDomainEventCallbackRegisterAny: () => {
      const server = driver.servers[0]!;
      setTimeout(() => {
        server.event("domainEventCallbackLifecycle", { callbackID: 0, msg: { dom, event: 3, detail: 0 } });
        setTimeout(() => server.close(), 5);
      }, 5);
      return { callbackID: 0 };
    },
    storageVolDownload: (_, header) => {
      const server = driver.servers[0]!;
      setTimeout(() => {
        server.stream(header, 2, new TextEncoder().encode("image"));
        server.stream(header, 2);
        server.stream(header, 0);
      }, 5);
      return {};
    },
  });
  const known = {
    console: { log: (...words: unknown[]) => printed.push(words) },
    connect: () => connect("fake:///x", { local: [driver], env: {} }),
    host: /connect(Admin)?\(/.test(example)
      ? undefined
      : await connect("fake:///x", { local: [driver], env: {} }),
    createWriteStream: (path: string) =>
      new Writable({
        write(chunk, _encoding, done) {
          printed.push([path, String(chunk)]);
          done();
        },
      }),
    fromTypedParameters,
    answers: {},
    connectAdmin: () => connectAdmin(adminUri),
    pipeline,
    toNodeReadable,
  };
  const source = `async function main() {${example.replace(/^import .*$/gm, "")}}`;
  const { code } = await transform(source, { loader: "ts", target: "es2022" });
  await new Function(...Object.keys(known), `${code}; return main();`)(...Object.values(known));
  return { printed, calls: driver.servers[0]?.calls ?? [] };
}

describe("README", () => {
  test("the first program has five lines and works", async () => {
    expect(examples[0]!.trimEnd().split("\n").length).toBe(5);
    const { printed, calls } = await run(examples[0]!);
    expect(printed).toEqual([
      ["web-1", { state: 1, maxMemoryKiB: 2048, memoryKiB: 1024, vcpus: 2, cpuTimeNs: 7_000_000_000n }],
    ]);
    expect(calls.at(-1)).toBe("connectClose");
  });

  test("signing in", async () => {
    expect((await run(examples[1]!)).calls).toContain("connectOpen");
  });

  test("signing in through ssh", async () => {
    expect((await run(examples[2]!)).calls).toContain("connectOpen");
  });

  test("objects", async () => {
    expect((await run(examples[3]!)).printed).toEqual([["<domain/>"]]);
  });

  test("procedures", async () => {
    expect((await run(examples[4]!)).printed).toEqual([[7n, "seconds"]]);
  });

  test("events, until the connection is lost", async () => {
    const printed: unknown[][] = [];
    await expect(run(examples[5]!, printed)).rejects.toThrow("client socket is closed");
    expect(printed).toEqual([["web-1", 3]]);
  });

  test("streams", async () => {
    expect((await run(examples[6]!)).printed).toEqual([["web-1.raw", "image"]]);
  });

  test("an administrator's", async () => {
    const client = { srv: { name: "libvirtd" }, id: 3n, timestamp: 0n, transport: 1 };
    const daemon = await FakeAdmin.start({
      serverListClients: () => ({ clients: [client], ret: 1 }),
      clientGetInfo: () => ({
        params: [{ field: "sock_addr", value: { type: 7, value: "192.0.2.7:4711" } }],
      }),
    });
    try {
      expect((await run(examples[7]!, [], daemon.uri)).printed).toEqual([
        [3n, { sock_addr: "192.0.2.7:4711" }],
      ]);
    } finally {
      daemon.stop();
    }
  });

  test("no example is left out", () => {
    expect(examples.length).toBe(8);
  });
});
