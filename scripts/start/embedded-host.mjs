// The set-up of the embedded host: its libvirtd.conf, its ports, and the lines a person can try.
import { createServer } from "node:net";
import { join } from "node:path";

/** libvirt's ports. */
export const firstTcpPort = 16509;
export const firstTlsPort = 16514;
const portsTried = 100;

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The port, or the next one that nobody uses; never `taken`. */
export async function freePort(first, taken) {
  for (let port = first; port < first + portsTried; port++) {
    if (port !== taken && (await isFree(port))) return port;
  }
  throw new Error(`no free TCP port from ${first} to ${first + portsTried - 1}`);
}

/**
 * Only this user reaches the sockets, only this machine the ports: there is no sign-in on sockets and TCP, and over TLS
 * only this user has a certificate.
 */
export function configuration({ sockets, tcpPort, tlsPort, certificates }) {
  return `# Written by npm start; rewritten at every start.
unix_sock_dir = "${sockets}"
unix_sock_rw_perms = "0700"
unix_sock_ro_perms = "0700"
auth_unix_rw = "none"
auth_unix_ro = "none"
listen_addr = "127.0.0.1"
listen_tcp = 1
tcp_port = "${tcpPort}"
auth_tcp = "none"
listen_tls = 1
tls_port = "${tlsPort}"
auth_tls = "none"
ca_file = "${join(certificates.server, "cacert.pem")}"
cert_file = "${join(certificates.server, "servercert.pem")}"
key_file = "${join(certificates.server, "serverkey.pem")}"
log_outputs = "3:stderr"
`;
}

/** A path inside a URI's query, still readable. */
const inQuery = (path) => path.split("/").map(encodeURIComponent).join("/");

export function linesToTry({ sockets, tcpPort, tlsPort, certificates }) {
  const uris = [
    `test+unix:///default?socket=${inQuery(join(sockets, "libvirt-sock"))}`,
    `test+tcp://127.0.0.1:${tcpPort}/default`,
    `test+tls://localhost:${tlsPort}/default?pkipath=${inQuery(certificates.client)}`,
  ];
  return uris.flatMap((uri) => [`npx virtgate -c '${uri}' list --all`, `virsh -c '${uri}' list --all`]);
}
