// `virtgate pki export`: the same files as a tar for another machine.

import { existsSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { createFile, replaceFile } from "../tools/atomic-file.js";
import { type Context, say } from "../tools/context.js";
import { Authority } from "./authority.js";
import { caItems, itemsFor, withoutRepeats } from "./bundle.js";
import { choose, type Selection, withRole } from "./choose.js";
import { type FolderOption, folderOf, withFolder } from "./options.js";
import { filesIn, type Role, systemFiles } from "./places.js";
import { tar } from "./tar.js";

interface ExportOptions extends FolderOption, Selection {
  readonly to?: string;
  readonly user?: true;
  readonly force?: true;
}

export function addExport(program: Command, context: Context): void {
  const command = program
    .command("export")
    .summary("pack files for another machine")
    .description(
      "Writes a tar with certificate, key, CA and revocation list for another machine; without a name, with the CA's\n" +
        "certificate and list only. As root there: tar -xpC / -f FILE\n" +
        "  virtgate pki export hv1.example.org | ssh root@hv1.example.org tar -xpC /\n" +
        "With --user it is for somebody's home instead: tar -xpC ~ -f FILE",
    )
    .argument("[name...]", "names from 'list': at most one server and one client")
    .option("--to <file>", "write it there, not to the standard output; it holds private keys")
    .option("--user", "for ~/.pki/libvirt")
    .option("--force", "replace the file if it is there");
  withRole(withFolder(command, context)).action((names: string[], options: ExportOptions) =>
    runExport(names, options, context),
  );
}

function runExport(names: readonly string[], options: ExportOptions, context: Context): void {
  const authority = Authority.open(folderOf(options, context));
  const chosen = names.map((name) => choose(authority, name, options));
  for (const role of ["server", "client"]) {
    if (chosen.filter((one) => one.role === role).length > 1)
      throw new Failure(`a machine has one ${role} certificate`);
  }
  const places = (role: Role) => (options.user ? filesIn(role, ".pki/libvirt") : systemFiles(role, ""));
  const items = withoutRepeats([
    ...caItems(authority, places("client")),
    ...chosen.flatMap((one) => itemsFor(authority, one, places(one.role))),
  ]);
  const archive = tar(
    items.map(({ path, data, mode }) => ({ name: path, data, mode })),
    context.now(),
  );
  if (options.to !== undefined) {
    if (existsSync(options.to) && !options.force)
      throw new Failure(`${options.to} is there already: --force replaces it`);
    (options.force ? replaceFile : createFile)(options.to, archive, { mode: 0o600 });
    say(
      context,
      `Wrote ${options.to}; it holds private keys. Unpack it with: tar -xpC ${options.user ? "~" : "/"} -f ${options.to}`,
    );
    return;
  }
  if (isatty(1)) throw new Failure("a tar is nothing for a terminal: redirect the output, or use --to");
  context.terminal.flush();
  for (let at = 0; at < archive.length; ) at += writeSome(archive, at);
}

/** A pipe that its reader has set non-blocking says EAGAIN when it is full. */
function writeSome(bytes: Uint8Array, at: number): number {
  try {
    return writeSync(1, bytes, at);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "EPIPE") throw new Failure("nobody reads the output");
    if (code !== "EAGAIN") throw thrown;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    return 0;
  }
}
