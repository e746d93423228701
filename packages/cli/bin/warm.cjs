// Run by the build: lets the program list the domains of the test hypervisor over a socket and in this process, then
// keeps what V8 has compiled by then.

const { createServer } = require("node:net");
const { join } = require("node:path");

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

server.listen(socket, async () => {
  await run(["-c", `test+unix:///default?socket=${encodeURIComponent(socket)}`, "list"]);
  await run(["-c", "test:///default", "list"]);
  keepCompiled();
  server.close();
  process.exit();
});
