// `virtgate pki list`.

import { existsSync } from "node:fs";
import { dnText, expiryOf, RevocationList } from "@virtgate/pki";
import type { Command } from "commander";
import { formatTable } from "../table.js";
import { type Context, dayOf, print, printJson, shown } from "../tools/context.js";
import { type OutputOption, withOutput } from "../tools/options.js";
import { maxCrlBytes, readBounded } from "../tools/read-file.js";
import { Authority } from "./authority.js";
import { rolesOf, type Selection, withRole } from "./choose.js";
import type { Issued } from "./index-file.js";
import { type FolderOption, folderOf, withFolder } from "./options.js";

const dayMs = 86_400_000;
/** When the list begins to warn, like virtgated's log. */
const soonDays = 30;

interface ListOptions extends FolderOption, OutputOption, Selection {
  readonly all?: true;
}

export function addList(program: Command, context: Context): void {
  const list = program
    .command("list")
    .summary("what has been issued, and until when")
    .description("Lists the certificates of the authority that are neither revoked nor replaced.")
    .option("--all", "also those that are");
  withOutput(withRole(withFolder(list, context))).action((options: ListOptions) => {
    const authority = Authority.open(folderOf(options, context));
    const roles = rolesOf(options);
    const rows = (options.all ? authority.index.certificates : authority.current()).filter(({ role }) =>
      roles.includes(role),
    );
    const now = context.now();
    if (options.output === "json") printJson(context, asJson(authority, rows, now));
    else printTable(authority, rows, now, context);
  });
}

type State = "valid" | "expires soon" | "expired" | "revoked" | "replaced" | "not yet valid";

function stateOf({ revoked, replacedBy, notBefore, notAfter }: Issued, now: Date): State {
  if (revoked !== undefined) return "revoked";
  const leftMs = Date.parse(notAfter) - now.getTime();
  if (leftMs < 0) return "expired";
  if (replacedBy !== undefined) return "replaced";
  if (Date.parse(notBefore) > now.getTime()) return "not yet valid";
  return leftMs <= soonDays * dayMs ? "expires soon" : "valid";
}

function crlOf(authority: Authority): RevocationList | undefined {
  return existsSync(authority.crlFile)
    ? RevocationList.listFromPem(readBounded(authority.crlFile, maxCrlBytes))[0]
    : undefined;
}

function asJson(authority: Authority, rows: readonly Issued[], now: Date) {
  const ca = authority.certificate();
  const crl = crlOf(authority);
  return {
    folder: authority.folder,
    authority: {
      dn: dnText(ca.subject),
      serial: ca.serialNumber,
      notAfter: ca.notAfter.toISOString(),
      daysLeft: expiryOf([ca], now)!.daysLeft,
    },
    revocationList:
      crl === undefined
        ? null
        : {
            number: authority.index.crlNumber,
            revoked: crl.size,
            nextUpdate: crl.nextUpdate?.toISOString() ?? null,
          },
    certificates: rows.map((one) => ({
      role: one.role,
      name: one.name,
      state: stateOf(one, now),
      serial: one.serial,
      dn: one.dn,
      notBefore: one.notBefore,
      notAfter: one.notAfter,
      daysLeft: Math.floor((Date.parse(one.notAfter) - now.getTime()) / dayMs),
      revoked: one.revoked ?? null,
      replacedBy: one.replacedBy ?? null,
      files: one.revoked === undefined && one.replacedBy === undefined ? filesOf(authority, one) : null,
    })),
  };
}

function filesOf(authority: Authority, { role, name }: Issued) {
  const { cert, key } = authority.filesOf(role, name);
  return { cert, key };
}

function printTable(authority: Authority, rows: readonly Issued[], now: Date, context: Context): void {
  const ca = authority.certificate();
  const crl = crlOf(authority);
  const cells = rows.map((one) => [
    one.role,
    shown(one.name),
    stateOf(one, now),
    one.notAfter.slice(0, 10),
    one.serial,
    shown(one.dn),
  ]);
  const heading = ["Role", "Name", "State", "Until", "Serial", "Distinguished name"];
  context.terminal.print(formatTable(heading, cells, { quiet: context.terminal.quiet, utf8: true }));
  if (context.terminal.quiet) return;
  print(context, "", `${shown(dnText(ca.subject))} in ${authority.folder}, until ${dayOf(ca.notAfter)}`);
  const until = crl?.nextUpdate;
  if (until === undefined) return;
  const late = until < now ? " (EXPIRED: every client is refused where it is installed)" : "";
  print(
    context,
    `revocation list ${authority.index.crlNumber} with ${crl!.size} certificates, until ${dayOf(until)}${late}`,
  );
}
