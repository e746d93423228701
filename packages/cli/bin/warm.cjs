// Run by the build: lets the program list the domains of the test hypervisor over a socket, over TLS and in this
// process, and signs in to itself, then keeps what V8 has compiled by then.

const { copyFileSync, mkdtempSync, readFileSync, rmSync } = require("node:fs");
const { randomBytes } = require("node:crypto");
const { createServer } = require("node:net");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const tls = require("node:tls");

const folder = process.argv[2];
const { main, part, keepCompiled } = require(join(folder, "virtgate.js"));
const socket = join(folder, "warm.sock");

/** A socket as the transport of the test hypervisor. */
const transport = (end) => ({
  send: (bytes) => end.write(bytes),
  onData: (listener) => end.on("data", listener),
  onDrain: (listener) => end.on("drain", listener),
  onClose: (listener) => end.on("close", () => listener()),
  pause: () => end.pause(),
  resume: () => end.resume(),
  close: () => end.end(),
});

const server = createServer((end) => part("local").testDriver.serve(transport(end.on("error", () => {}))));
const run = (words) => main({ words, env: { HOME: folder }, write() {} }).catch(() => {});

/** The client's unit tests have certificates. A program that comes without them starts with TLS more slowly. */
const certificates = join(__dirname, "../../client/src/testing/tls");
const pem = (name) => readFileSync(join(certificates, `${name}.pem`));

async function listOverTls() {
  const place = mkdtempSync(join(tmpdir(), "virtgate-warm-"));
  try {
    await listFrom(place);
  } finally {
    rmSync(place, { recursive: true });
  }
}

async function listFrom(place) {
  for (const [name, file] of [
    ["ca", "cacert"],
    ["client", "clientcert"],
    ["client-key", "clientkey"],
  ]) {
    copyFileSync(join(certificates, `${name}.pem`), join(place, `${file}.pem`));
  }
  const secure = tls.createServer({ cert: pem("server"), key: pem("server-key") }, (end) => {
    end.on("error", () => {}).write(Uint8Array.of(1));
    part("local").testDriver.serve(transport(end));
  });
  await new Promise((resolve) => secure.listen(0, "127.0.0.1", resolve));
  const { port } = secure.address();
  await run(["-c", `test+tls://127.0.0.1:${port}/default?pkipath=${encodeURIComponent(place)}`, "list"]);
  secure.close();
}

/** The client's part of signing in with a name; the server's is in memory. */
async function signIn() {
  const { choose, libvirtDemands, mechanisms, usersOfSasldb } = part("sasl");
  const users = usersOfSasldb([{ user: "fred", realm: "localhost", password: "secret" }], randomBytes(32));
  const terms = { service: "libvirt", host: "localhost", maxBuffer: 65_536, random: randomBytes };
  for (const [name, transport] of [
    ["SCRAM-SHA-256", { kind: "protected", externalSsf: 0, external: false }],
    ["DIGEST-MD5", { kind: "tcp", minSsf: 56 }],
  ]) {
    const demands = libvirtDemands(transport);
    const mechanism = choose(mechanisms, name, demands);
    const server = mechanism.server({ ...terms, ...demands, users });
    const credentials = () => ({ authname: "fred", password: "secret" });
    const client = mechanism.client({ ...terms, ...demands, credentials });
    let heard = null;
    for (let said = { done: false }; !said.done; heard = (await server.step(said.send)).send) {
      said = await client.step(heard);
      if (said.done) said.result.layer?.encode(Buffer.from("packet"));
    }
  }
}

server.listen(socket, async () => {
  await run(["-c", `test+unix:///default?socket=${encodeURIComponent(socket)}`, "list"]);
  await run(["-c", "test:///default", "list"]);
  keepCompiled();
  await listOverTls().catch(() => {});
  await signIn().catch(() => {});
  part("helper");
  keepCompiled();
  server.close();
  process.exit();
});
