// The set-up of the embedded host: its libvirtd.conf, its TCP port, and the lines a person can try.
import { createServer } from "node:net";
import { join } from "node:path";

const firstPort = 16509;
const portsTried = 100;

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** libvirt's TCP port, or the next one nobody uses. */
export async function freePort(first = firstPort) {
  for (let port = first; port < first + portsTried; port++) if (await isFree(port)) return port;
  throw new Error(`no free TCP port from ${first} to ${first + portsTried - 1}`);
}

/** Only this user reaches the sockets, only this machine the port: there is no sign-in on either. */
export function configuration(sockets, port) {
  return `# Written by npm start; rewritten at every start.
unix_sock_dir = "${sockets}"
unix_sock_rw_perms = "0700"
unix_sock_ro_perms = "0700"
auth_unix_rw = "none"
auth_unix_ro = "none"
listen_tls = 0
listen_tcp = 1
listen_addr = "127.0.0.1"
tcp_port = "${port}"
auth_tcp = "none"
log_outputs = "3:stderr"
`;
}

/** A path inside a URI's query, still readable. */
const inQuery = (path) => path.split("/").map(encodeURIComponent).join("/");

export function linesToTry(sockets, port) {
  const unix = `test+unix:///default?socket=${inQuery(join(sockets, "libvirt-sock"))}`;
  const tcp = `test+tcp://127.0.0.1:${port}/default`;
  return [
    `npx virtgate -c '${unix}' list --all`,
    `virsh -c '${unix}' list --all`,
    `npx virtgate -c '${tcp}' list --all`,
    `virsh -c '${tcp}' list --all`,
  ];
}
