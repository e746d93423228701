import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { caTemplate, certificatePem, generateKey, issueSelfSigned, parseDn } from "@virtgate/pki/issue";
import { afterEach, beforeEach, expect, test } from "vitest";
import { certificateFolders, isFresh, makeCertificates } from "./certificates.mjs";
import { configuration, freePort, linesToTry } from "./embedded-host.mjs";
import { claim, describeOwner, release } from "./owner.mjs";
import { makePrivate, socketFolder } from "./socket-folder.mjs";

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-start-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

// folder, whether sockets can live there
const folders = [
  ["/home/me/virtgate/.virtgate/run", true],
  [`/home/me/${"x".repeat(79)}`, true],
  [`/home/me/${"x".repeat(80)}`, false],
  [`/home/me/${"é".repeat(45)}`, false],
  ['/home/me/a "folder"/run', false],
  ["/home/me/it's/run", false],
  ["/home/me/a folder/run", true],
];

test.each(folders)("sockets in %s: %s", (wanted, fits) => {
  const got = socketFolder(wanted, "/tmp");
  if (fits) expect(got).toBe(wanted);
  else expect(got).toMatch(/^\/tmp\/virtgate-[0-9a-f]{12}$/);
  expect(socketFolder(wanted, "/tmp")).toBe(got);
});

test("a folder that others can enter is not taken", () => {
  const open = join(folder, "open");
  mkdirSync(open);
  chmodSync(open, 0o755);
  expect(() => makePrivate(open)).toThrow(/not a private folder/);
  makePrivate(join(folder, "new"));
  makePrivate(join(folder, "new"));
});

test("the owner file: taken, in the way while its process lives, taken over when that is gone", () => {
  const file = join(folder, "owner.json");
  expect(claim(file)).toBeUndefined();
  describeOwner(file, process.pid, ["a line"]);
  expect(claim(file)).toMatchObject({ lines: ["a line"] });
  release(file);
  expect(existsSync(file)).toBe(false);

  writeFileSync(file, JSON.stringify({ processes: [{ pid: 2 ** 22 + 1, begun: "1" }], lines: [] }));
  expect(claim(file)).toBeUndefined();
  // The pid lives, but it is another process than the one that took the file.
  writeFileSync(file, JSON.stringify({ processes: [{ pid: process.pid, begun: "1" }], lines: [] }));
  expect(claim(file)).toBeUndefined();
  writeFileSync(file, "half a rec");
  expect(claim(file)).toBeUndefined();
});

test("a port in use is passed over", async () => {
  const first = await freePort(20_000);
  const server = createServer().listen(first, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const next = await freePort(first);
  expect(next).toBeGreaterThan(first);
  expect(await freePort(first, next)).toBeGreaterThan(next);
  server.close();
});

test("what is written and what is printed", () => {
  const certificates = certificateFolders("/a b/pki");
  const host = { sockets: "/a b/100%", tcpPort: 16510, tlsPort: 16515, certificates };
  expect(configuration(host)).toContain('unix_sock_dir = "/a b/100%"');
  expect(configuration(host)).toContain('key_file = "/a b/pki/servers/localhost/serverkey.pem"');
  expect(linesToTry(host)).toEqual([
    "npx virtgate -c 'test+unix:///default?socket=/a%20b/100%25/libvirt-sock' list --all",
    "virsh -c 'test+unix:///default?socket=/a%20b/100%25/libvirt-sock' list --all",
    "npx virtgate -c 'test+tcp://127.0.0.1:16510/default' list --all",
    "virsh -c 'test+tcp://127.0.0.1:16510/default' list --all",
    "npx virtgate -c 'test+tls://localhost:16515/default?pkipath=/a%20b/pki/clients/me' list --all",
    "virsh -c 'test+tls://localhost:16515/default?pkipath=/a%20b/pki/clients/me' list --all",
  ]);
});

test("certificates are made once, and anew when they are old or not whole", async () => {
  const pki = join(folder, "pki");
  const made = [];
  const run = (...args) => {
    made.push(args[0]);
    if (args[0] !== "client") return;
    for (const file of files) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, certificate);
    }
  };
  const folders = certificateFolders(pki);
  const files = [
    join(pki, "cacert.pem"),
    join(folders.server, "servercert.pem"),
    join(folders.client, "clientcert.pem"),
  ];
  const days = 86_400_000;
  const { publicKey, privateKey } = await generateKey("ecdsa");
  const now = Date.now();
  const validity = { notBefore: new Date(now - days), notAfter: new Date(now + 40 * days) };
  const certificate = certificatePem(
    issueSelfSigned(caTemplate(parseDn("CN=x"), validity), { publicKey, privateKey }),
  );

  expect(makeCertificates(pki, run)).toEqual(folders);
  makeCertificates(pki, run);
  expect(made).toEqual(["init", "server", "client"]);
  expect(isFresh(files[0], now + 9 * days)).toBe(true);
  expect(isFresh(files[0], now + 11 * days)).toBe(false);
  writeFileSync(files[1], certificate.slice(0, 100));
  makeCertificates(pki, run);
  expect(made.length).toBe(6);
});
