// Where the unix sockets of `npm start` live: .virtgate/run in the checkout, unless that path does not fit.
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** sun_path holds 108 bytes with the closing zero. */
const longestPathBytes = 107;
const longestName = "libvirt-admin-sock";

/** A quote or a control character cannot stand in libvirtd.conf or in a line to copy into a shell. */
function isUsable(folder) {
  const clean = [...folder].every((character) => character >= " " && character !== '"' && character !== "'");
  return clean && Buffer.byteLength(join(folder, longestName)) <= longestPathBytes;
}

/** `folder` itself when sockets can live there, else a short one that is the same at every start. */
export function socketFolder(folder, temporary = tmpdir()) {
  if (isUsable(folder)) return folder;
  const hash = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  return join(temporary, `virtgate-${hash}`);
}

/** The temporary folder is everybody's: one that somebody else has prepared is not used. */
export function makePrivate(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const mine = process.getuid === undefined || found.uid === process.getuid();
  if (!found.isDirectory() || !mine || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} exists and is not a private folder of this user (mode 0700)`);
  }
}

/** A daemon that ended well has removed its sockets; what another has left is for the next start. */
export function removeIfEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // not empty, or gone
  }
}
