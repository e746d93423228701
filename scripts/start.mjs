// npm start: virtgated in the foreground on its embedded host, with everything it needs in .virtgate/.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "./setup/build.mjs";
import { root, runQuietly, say } from "./setup/command.mjs";
import { installModules } from "./setup/modules.mjs";
import { makeCertificates } from "./start/certificates.mjs";
import { configuration, firstTcpPort, firstTlsPort, freePort, linesToTry } from "./start/embedded-host.mjs";
import { claim, describeOwner, release } from "./start/owner.mjs";
import { makePrivate, removeIfEmpty, socketFolder } from "./start/socket-folder.mjs";

const readyWithinMs = 20_000;

const state = join(root, ".virtgate");
const ownerFile = join(state, "owner.json");
makePrivate(state);

const owner = claim(ownerFile);
if (owner !== undefined) {
  say(`virtgated already runs here (process ${owner.processes.at(-1).pid}). Try:`);
  for (const line of owner.lines) say(`  ${line}`);
  process.exit(1);
}
process.on("exit", () => release(ownerFile));

installModules();
build();

const sockets = socketFolder(join(state, "run"));
makePrivate(sockets);
process.on("exit", () => removeIfEmpty(sockets));
const manifestOf = (name) => JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
const programOf = (name, command) => join(root, "packages", name, manifestOf(name).bin[command]);
const tcpPort = await freePort(firstTcpPort);
const host = {
  sockets,
  tcpPort,
  tlsPort: await freePort(firstTlsPort, tcpPort),
  certificates: makeCertificates(join(state, "pki"), (...args) =>
    runQuietly(process.execPath, [programOf("cli", "virtgate"), "pki", ...args]),
  ),
};
const configFile = join(state, "libvirtd.conf");
const pidFile = join(state, "virtgated.pid");
writeFileSync(configFile, configuration(host), { mode: 0o600 });

const { version } = manifestOf("daemon");
const program = programOf("daemon", "virtgated");
// A group of its own: the terminal's Ctrl-C reaches this script alone, which passes it on once.
const daemon = spawn(process.execPath, [program, "--listen", "-f", configFile, "-p", pidFile], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
  detached: true,
});
const ended = new Promise((resolve) => {
  daemon.once("error", (error) => resolve({ status: 1, text: error.message }));
  daemon.once("exit", (status, signal) =>
    resolve({ status: status ?? 1, text: signal ?? `status ${status}` }),
  );
});
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    stopping = true;
    daemon.kill("SIGTERM"); // a second Ctrl-C sends a second one, which virtgated takes as "at once"
  });
}

function answers(path) {
  return new Promise((resolve) => {
    const socket = connect(path, () => resolve(socket.end() !== undefined));
    socket.once("error", () => resolve(false));
  });
}

async function ready() {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    if (await answers(join(sockets, "libvirt-sock"))) return true;
    await sleep(50);
  }
  return false;
}

const first = await Promise.race([ready(), ended]);
if (first === true && !stopping) {
  const lines = linesToTry(host);
  describeOwner(ownerFile, daemon.pid, lines);
  say(`virtgated ${version} serves its embedded host. In another terminal, in this folder, try:`);
  for (const line of lines) say(`  ${line}`);
  say("Ctrl-C ends it.");
} else if (first === false) {
  process.stderr.write(`virtgated did not open its socket within ${readyWithinMs / 1000} seconds\n`);
  daemon.kill("SIGKILL");
}

const { status, text } = await ended;
if (stopping) {
  say("virtgated has ended.");
  process.exit(0);
}
process.stderr.write(`virtgated ended by itself (${text})\n`);
process.exit(status || 1);
