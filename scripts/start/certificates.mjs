// The certificates of the embedded host: an authority of its own in its private folder, made at the first start by
// `virtgate pki` and used again as long as they are good.
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const server = "localhost";
const client = "me";
const renewBeforeDays = 30;
const dayMs = 86_400_000;

/** The folders of `virtgate pki --dir FOLDER` that the daemon and a client read. */
export function certificateFolders(folder) {
  return { server: join(folder, "servers", server), client: join(folder, "clients", client) };
}

/** Whether a certificate is there that is good for another month. */
export function isFresh(file, now = Date.now()) {
  try {
    const { validTo } = new X509Certificate(readFileSync(file));
    return Date.parse(validTo) - now > renewBeforeDays * dayMs;
  } catch {
    return false; // not there, or not whole
  }
}

/** `pki` runs `virtgate pki` with its arguments and throws when it fails. */
export function makeCertificates(folder, pki) {
  const folders = certificateFolders(folder);
  const files = [
    join(folder, "cacert.pem"),
    join(folders.server, "servercert.pem"),
    join(folders.client, "clientcert.pem"),
  ];
  if (files.every((file) => isFresh(file))) return folders;
  // Nobody else lives by these: what is old or half made is made anew.
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  pki("init", "--dir", folder, "--name", "Virtgate on this machine");
  pki("server", server, "--ip", "127.0.0.1", "--ip", "::1", "--dir", folder);
  pki("client", client, "--dir", folder);
  return folders;
}
