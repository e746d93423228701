// `virtgate pki revoke` and `crl`.

import { existsSync } from "node:fs";
import { Certificate } from "@virtgate/pki";
import { type RevocationReason, revocationReasons } from "@virtgate/pki/issue";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { Authority } from "./authority.js";
import { choose, rolesOf, type Selection, withRole } from "./choose.js";
import {
  type Context,
  dayOf,
  folderOf,
  type KeyOption,
  oneOf,
  print,
  say,
  shown,
  withDays,
  withKey,
} from "./context.js";
import type { Issued } from "./index-file.js";
import { openIssuer, validFor, writeCrl } from "./issuing.js";
import { readBounded } from "./read-file.js";
import { crlDays } from "./requests.js";

interface CrlOptions extends KeyOption {
  readonly days: number;
}

interface RevokeOptions extends CrlOptions, Selection {
  readonly reason?: RevocationReason;
}

export function addRevoke(program: Command, context: Context): void {
  const revoke = program
    .command("revoke")
    .summary("declare a certificate invalid")
    .description(
      "Declares all certificates of a server or client invalid and makes a new revocation list. It has effect on a host\nwhen the list is there: virtgate pki install --server, virtgate pki export.",
    )
    .argument("<name>", "a name from 'list', a serial number, or the file of a certificate")
    .option("--reason <reason>", `why: ${revocationReasons.join(", ")}`, oneOf(...revocationReasons));
  withDays(withRole(withKey(revoke, context)), crlDays, "how long the list is valid").action(
    (name: string, options: RevokeOptions) => runRevoke(name, options, context),
  );
  const crl = program
    .command("crl")
    .summary("make a new revocation list")
    .description(
      "Makes a new revocation list. Do so before the old one ends: an expired list shuts everybody out.",
    );
  withDays(withKey(crl, context), crlDays, "how long it is valid").action((options: CrlOptions) =>
    Authority.change(folderOf(options, context), (authority) => newCrl(authority, options, context)),
  );
}

async function runRevoke(name: string, options: RevokeOptions, context: Context): Promise<void> {
  const now = context.now();
  await Authority.change(folderOf(options, context), async (authority) => {
    const chosen = meant(authority, name, options);
    // Before anything is written: a wrong passphrase must not leave half a revocation.
    const issuer = await openIssuer(authority, options.passphraseFile);
    const live = authority.index.certificates.filter(
      (one) =>
        one.role === chosen.role &&
        one.name === chosen.name &&
        !one.revoked &&
        Date.parse(one.notAfter) > now.getTime(),
    );
    const serials = new Set([chosen, ...live].map(({ serial }) => serial));
    const { reason } = options;
    authority.revoke(serials, { at: now.toISOString(), ...(reason === undefined ? {} : { reason }) });
    writeCrl(authority, issuer, options.days, now);
    say(context, `Revoked the ${chosen.role} ${shown(chosen.name)} (${[...serials].join(", ")})`);
    tellList(authority, options, context);
  });
}

/** Also one that a newer one has replaced, if its file or serial number is given. */
function meant(authority: Authority, name: string, options: RevokeOptions): Issued {
  const roles = rolesOf(options);
  const named = authority.current().some((one) => one.name === name && roles.includes(one.role));
  if (named || !existsSync(name)) return choose(authority, name, options);
  const { serialNumber } = Certificate.listFromPem(readBounded(name))[0]!;
  const known = authority.index.certificates.find(({ serial }) => serial === serialNumber);
  if (known === undefined) throw new Failure(`the certificate in ${name} has not been issued here`);
  if (known.revoked !== undefined) {
    throw new Failure(`the certificate in ${name} has been revoked on ${known.revoked.at.slice(0, 10)}`);
  }
  return known;
}

async function newCrl(authority: Authority, options: CrlOptions, context: Context): Promise<void> {
  const issuer = await openIssuer(authority, options.passphraseFile);
  writeCrl(authority, issuer, options.days, context.now());
  tellList(authority, options, context);
}

function tellList(authority: Authority, { days }: CrlOptions, context: Context): void {
  const until = dayOf(validFor(days, context.now()).notAfter);
  print(context, `New revocation list ${authority.crlFile}, valid until ${until}`);
}
