// `virtgate pki install`: puts files where libvirt looks for them.

import { chmodSync, chownSync, lstatSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { Certificate, keyMatches, RevocationList, readPrivateKey } from "@virtgate/pki";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { systemErrorText } from "../system-error.js";
import { makeFolder, replaceFile } from "../tools/atomic-file.js";
import { type Context, print, say } from "../tools/context.js";
import { maxCrlBytes, readBounded } from "../tools/read-file.js";
import { Authority } from "./authority.js";
import { type Item, itemsFor, withoutRepeats } from "./bundle.js";
import { choose, chooseOnly } from "./choose.js";
import { type FolderOption, folderOf, withFolder } from "./options.js";
import { type Files, type Role, systemFiles, userFiles } from "./places.js";

interface InstallOptions extends FolderOption {
  readonly server?: string | true;
  readonly client?: string | true;
  readonly root?: string;
  readonly user?: true;
  readonly force?: true;
}

export function addInstall(program: Command, context: Context): void {
  const install = program
    .command("install")
    .summary("put files where libvirt and virtgated look for them")
    .description(
      "Puts certificates, keys and the revocation list of this machine into /etc/pki (as root) or ~/.pki/libvirt.\n" +
        "Without --server and --client: both, as far as they have been issued. Files of this authority are replaced by\n" +
        "their successors; anything else stays unless --force is given.",
    )
    .option("--server [name]", "the server's files (name: when there are several and none is this host's)")
    .option("--client [name]", "the client's files")
    .option("--root <folder>", "below this folder, as for an image of another machine")
    .option("--user", "into ~/.pki/libvirt (what everybody but root gets anyway)")
    .option("--force", "replace files of other authorities");
  withFolder(install, context).action((options: InstallOptions) => runInstall(options, context));
}

function runInstall(options: InstallOptions, context: Context): void {
  const authority = Authority.open(folderOf(options, context));
  const items = withoutRepeats(
    chosen(authority, options).flatMap((one) =>
      itemsFor(authority, one, placesOf(one.role, options, context)),
    ),
  );
  const states = items.map((item) => ({ item, state: stateOf(item, authority) }));
  const foreign = states.filter(({ state }) => state === "other").map(({ item }) => item.path);
  if (foreign.length > 0 && !options.force) {
    throw new Failure(`not from this authority, so they stay (--force replaces them): ${foreign.join(", ")}`);
  }
  const isUser = placedInHome(options);
  for (const { item, state } of states) {
    put(item, isUser);
    say(
      context,
      `${state === "same" ? "unchanged" : state === "absent" ? "installed" : "replaced "}  ${item.path}`,
    );
  }
  if (states.some(({ state }) => state !== "same") && !options.root) {
    print(context, "Running daemons read them after: virt-admin server-update-tls libvirtd, or a restart");
  }
}

/** At least one, or Failure. */
function chosen(authority: Authority, { server, client }: InstallOptions) {
  const wants = (role: Role, given: string | true | undefined, other: string | true | undefined) => {
    if (given === undefined && other !== undefined) return [];
    if (typeof given === "string") return [choose(authority, given, { [role]: true })];
    const only = chooseOnly(authority, role, (name) => role === "server" && isThisHost(name));
    if (only === undefined && given === true) {
      throw new Failure(`no ${role} certificate has been issued: virtgate pki ${role} NAME`);
    }
    return only === undefined ? [] : [only];
  };
  const all = [...wants("server", server, client), ...wants("client", client, server)];
  if (all.length === 0) {
    throw new Failure("nothing has been issued: virtgate pki server NAME, virtgate pki client NAME");
  }
  return all;
}

function isThisHost(name: string): boolean {
  const own = hostname();
  return name === own || name.startsWith(`${own}.`) || name === own.split(".")[0];
}

const placedInHome = ({ user, root }: InstallOptions) =>
  user === true || (root === undefined && process.getuid?.() !== 0);

const placesOf = (role: Role, options: InstallOptions, { env }: Context): Files =>
  placedInHome(options) ? userFiles(role, env, options.root) : systemFiles(role, options.root);

type State = "absent" | "same" | "ours" | "other";

/** Whether what is there may go. */
function stateOf({ path, kind, data }: Item, authority: Authority): State {
  let stat: ReturnType<typeof lstatSync>;
  try {
    stat = lstatSync(path);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT") return "absent";
    throw new Failure(`cannot look at ${path}: ${systemErrorText(thrown)}`);
  }
  if (!stat.isFile()) return "other";
  const there = readBounded(path, maxCrlBytes);
  if (there.equals(data)) return "same";
  try {
    return isOurs(kind, path, there, authority) ? "ours" : "other";
  } catch {
    return "other"; // it is not even readable as what it should be
  }
}

function isOurs(kind: keyof Files, path: string, there: Buffer, authority: Authority): boolean {
  const ca = authority.certificate();
  const isKnown = (certificate: Certificate) =>
    authority.index.certificates.some(({ serial }) => serial === certificate.serialNumber);
  if (kind === "crl") return RevocationList.listFromPem(there).every((list) => list.isSignedBy(ca));
  if (kind === "key") {
    // The certificate beside it tells whose it is.
    const folder = dirname(path);
    const role = /server/.test(path) ? "server" : "client";
    const beside = join(folder.endsWith("private") ? dirname(folder) : folder, `${role}cert.pem`);
    const [certificate] = Certificate.listFromPem(readBounded(beside));
    return isKnown(certificate!) && keyMatches(certificate!, readPrivateKey(there));
  }
  const certificates = Certificate.listFromPem(there);
  if (kind === "cert") return isKnown(certificates[0]!);
  // Before it was renewed.
  return certificates.length === 1 && Buffer.from(certificates[0]!.publicKeyDer).equals(ca.publicKeyDer);
}

/** Also sets the mode and the owner of a file that is right otherwise. */
function put({ path, data, mode }: Item, isUser: boolean): void {
  // libvirt's folders are everybody's to enter; one's own are one's own.
  makeFolder(dirname(path), isUser ? 0o700 : 0o755);
  const owner = process.getuid?.() === 0 && !isUser ? { uid: 0, gid: 0 } : undefined;
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isFile() && readBounded(path, maxCrlBytes).equals(data)) {
    try {
      if (owner !== undefined && (there.uid !== 0 || there.gid !== 0)) chownSync(path, 0, 0);
      if ((there.mode & 0o7777) !== mode) chmodSync(path, mode);
      return;
    } catch (thrown) {
      throw new Failure(`cannot change the mode of ${path}: ${systemErrorText(thrown)}`);
    }
  }
  replaceFile(path, data, { mode, ...(owner === undefined ? {} : { owner }) });
}
