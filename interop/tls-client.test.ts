// Our client beside virsh on the same libvirtd over TLS: the same verdict on every certificate of the server, of the
// client and of its authorities, on its files and settings, in the same words.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tlsScenarios } from "../packages/client/src/testing/tls-scenarios.js";
import { isolation, mounts } from "./harness.js";
import { cleanEnvironment, runToEnd } from "./harness-process.js";
import { comparesWithItself, missing, title } from "./peers.js";
import { authorities, clients, files, priorities, servers, uris } from "./rows/tls-client.js";
import { places } from "./rows/tls-places.js";
import { type ClientName, plain, programs, run, runLibrary, TlsLibvirtd } from "./tls-client.js";
import { TlsPki } from "./tls-pki.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "virtAdmin",
  "certtool",
  "openssl",
  "virtgate",
);
const ours: ClientName = comparesWithItself ? "virsh" : "virtgate";
const nobody = 65534;

describe.skipIf(why)(title("TLS as virsh has it", why), () => {
  let pki: TlsPki;
  let daemon: TlsLibvirtd;
  let ipv6: TlsLibvirtd;
  let good = "";
  beforeAll(async () => {
    pki = await TlsPki.make();
    [daemon, ipv6] = await Promise.all([TlsLibvirtd.start(pki, "127.0.0.1"), TlsLibvirtd.start(pki, "::1")]);
    good = pki.pkipath("client");
  });
  afterAll(async () => {
    await Promise.all([daemon?.stop(), ipv6?.stop()]);
    pki?.remove();
  });

  /** virsh and the library side by side. */
  async function same(uri: string): Promise<void> {
    const [expected, got] = await Promise.all([
      run("virsh", uri),
      comparesWithItself ? run("virsh", uri) : runLibrary(uri),
    ]);
    expect(got).toEqual(expected);
  }

  describe("the server's certificate", () => {
    const titled = servers.map((row) => [JSON.stringify(row), row] as const);
    test.each(titled)("%s", async (_title, row) => {
      const { hosts = ["localhost", "127.0.0.1"], parameters = [""] } = row;
      for (const host of hosts) {
        const serving = host.includes(":") ? ipv6 : daemon;
        await serving.present(row.certificate);
        for (const more of parameters) await same(serving.uri(`pkipath=${good}&${more}`, host));
      }
    });
    afterAll(async () => {
      await daemon.present("server");
    });
  });

  describe("the client's certificate", () => {
    test.each(clients)("%s, authority %s", async (certificate, ca) => {
      const path = pki.pkipath(certificate, ca);
      await same(daemon.uri(`pkipath=${path}`));
      await same(daemon.uri(`pkipath=${path}&no_sanity=1`));
    });
  });

  describe("the client's authorities", () => {
    test.each(authorities)("%s", async (name) => {
      for (const client of ["client", null]) {
        const path = pki.pkipath(client, name);
        for (const more of ["", "no_sanity=1", "no_verify=1"])
          await same(daemon.uri(`pkipath=${path}&${more}`));
      }
    });
  });

  test.each(priorities)("tls_priority %s", async (priority) => {
    await same(daemon.uri(`pkipath=${good}&tls_priority=${priority}`));
  });

  test.each(uris)("%s", async (row) => {
    const uri = row
      .replace("PORT", String(daemon.port))
      .replace("TCP", String(daemon.daemon.port))
      .replaceAll("PKI", good);
    await same(uri);
  });

  describe("the client's files", () => {
    test.each(files.map((row) => [row.title, row] as const))("%s", async (_title, { prepare, asUser }) => {
      const folder = pki.pkipath("client");
      const { status, stderr } = await runToEnd("sh", ["-ec", prepare, pki.folder], { cwd: folder });
      expect(status, stderr).toBe(0);
      for (const more of ["", "no_sanity=1"]) {
        const uri = daemon.uri(`pkipath=${folder}&${more}`);
        if (asUser) {
          const [expected, got] = await Promise.all([inPlace("virsh", uri), inPlace(ours, uri)]);
          expect(got).toEqual(expected);
          expect(expected.status).toBe(1);
        } else {
          await same(uri);
        }
      }
    });
  });

  describe("servers that do one thing wrong", () => {
    test.each(tlsScenarios.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
      const credentials = { cert: readFileSync(pki.cert("server")), key: readFileSync(pki.key("server")) };
      const server = await row.serve(credentials);
      try {
        const uri = `test+tls://localhost:${server.port}/default?pkipath=${good}`;
        const expected = `error: failed to connect to the hypervisor\nerror: ${row.message}\n`;
        for (const client of new Set<ClientName>(["virsh", ours])) {
          if (client === "virsh" && row.virshVaries !== undefined) continue;
          expect((await run(client, uri)).stderr).toBe(expected);
        }
      } finally {
        server.close();
      }
    });
  });

  // --- as programs: the same output, errors and status ---

  const commands: [title: string, what: string, words: string[], env: NodeJS.ProcessEnv][] = [
    ["list", "", ["list", "--all"], {}],
    ["no certificate", "none", ["list"], {}],
    ["another host", "elsewhere", ["list"], {}],
    ["another host, not verified", "elsewhere-anyway", ["list"], {}],
    ["a warning", "purpose", ["domstate", "test"], {}],
    ["a warning, silenced", "purpose", ["domstate", "test"], { LIBVIRT_DEBUG: "error" }],
    ["the shell's connect", "", ["connect test+tls://localhost:1/"], {}],
  ];
  test.each(commands)("as a program: %s", async (_title, what, words, env) => {
    await daemon.present(what.startsWith("elsewhere") ? "server-elsewhere" : "server");
    const path = what === "none" ? pki.pkipath(null) : what === "purpose" ? pki.pkipath("server") : good;
    const uri = daemon.uri(`pkipath=${path}${what === "elsewhere-anyway" ? "&no_verify=1" : ""}`);
    const [expected, got] = await Promise.all([run("virsh", uri, words, env), run(ours, uri, words, env)]);
    expect(got).toEqual(expected);
    await daemon.present("server");
  });

  /** A program in a namespace whose /etc/pki and /etc/libvirt are the test's. */
  async function inPlace(
    client: ClientName,
    uri: string,
    { uid = nobody, prepare = "true" }: { uid?: number; prepare?: string } = {},
  ) {
    const folder = mkdtempSync(join(pki.folder, "place-"));
    try {
      chmodSync(folder, 0o755);
      for (const inside of ["home", "sock", ...Object.values(mounts)])
        mkdirSync(join(folder, inside), { mode: 0o755 });
      cpSync(good, join(folder, "good"), { recursive: true });
      const home = join(folder, "home");
      const made = await runToEnd("sh", ["-ec", `${prepare}; chmod -R a+rX .`, pki.folder], { cwd: folder });
      expect(made.status, made.stderr).toBe(0);
      const user = uid === 0 ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--"];
      const [program, ...args] = [...isolation(folder), ...user, ...programs[client](), "-c", uri, "uri"];
      const env = cleanEnvironment({ HOME: home, XDG_CONFIG_HOME: "", XDG_CACHE_HOME: "" });
      const outcome = plain(await runToEnd(program!, args, { env, cwd: "/", timeoutMs: 15_000 }));
      return { ...outcome, stderr: outcome.stderr.replaceAll(folder, "<place>") };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  describe("the usual places", () => {
    test.each(places.map((row) => [row.title, row] as const))(
      "%s",
      async (_title, { uid = nobody, prepare }) => {
        const uri = `test://localhost:${daemon.port}/default`;
        const [expected, got] = await Promise.all([
          inPlace("virsh", uri, { uid, prepare }),
          inPlace(ours, uri, { uid, prepare }),
        ]);
        expect(got).toEqual(expected);
      },
    );
  });
});
