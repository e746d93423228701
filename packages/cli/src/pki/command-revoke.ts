// `virtgate pki revoke` and `crl`.

import { existsSync } from "node:fs";
import { Certificate, purposeOids } from "@virtgate/pki";
import { type RevocationReason, revocationReasons } from "@virtgate/pki/issue";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { type Context, dayOf, print, say, shown } from "../tools/context.js";
import { oneOf } from "../tools/options.js";
import { readBounded } from "../tools/read-file.js";
import { Authority } from "./authority.js";
import { choose, rolesOf, type Selection, withRole } from "./choose.js";
import type { Issued } from "./index-file.js";
import { entryOf, openIssuer, validFor, writeCrl } from "./issuing.js";
import { folderOf, type KeyOption, withDays, withKey } from "./options.js";
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
    authority.takeOver(chosen);
    const serials = new Set([chosen.serial, ...otherSerials(authority, chosen, name, now)]);
    const { reason } = options;
    authority.revoke(serials, { at: now.toISOString(), ...(reason === undefined ? {} : { reason }) });
    writeCrl(authority, issuer, options.days, now);
    say(context, `Revoked the ${chosen.role} ${shown(chosen.name)} (${[...serials].join(", ")})`);
    tellList(authority, options, context);
  });
}

/** A renewed certificate has the key of those before it: they go together, unless a file names one of another tool. */
function otherSerials(authority: Authority, chosen: Issued, name: string, now: Date): string[] {
  return authority.index.certificates
    .filter((one) => one.role === chosen.role && one.name === chosen.name && one.revoked === undefined)
    .filter((one) => Date.parse(one.notAfter) > now.getTime())
    .filter((one) => name === chosen.name || isRelated(one, chosen))
    .map(({ serial }) => serial);
}

const isRelated = (one: Issued, other: Issued) =>
  one.replacedBy === other.serial || other.replacedBy === one.serial;

/** By name, or by a file: also one that was replaced, and one that another tool has issued with this CA. */
function meant(authority: Authority, name: string, options: RevokeOptions): Issued {
  const roles = rolesOf(options);
  const named = authority.current().some((one) => one.name === name && roles.includes(one.role));
  if (named || !existsSync(name)) return choose(authority, name, options);
  const certificate = Certificate.listFromPem(readBounded(name))[0]!;
  const known = authority.index.certificates.find(({ serial }) => serial === certificate.serialNumber);
  if (known?.revoked !== undefined) {
    throw new Failure(`the certificate in ${name} has been revoked on ${known.revoked.at.slice(0, 10)}`);
  }
  if (known === undefined && !isSignedBy(certificate, authority.certificate())) {
    throw new Failure(`the certificate in ${name} has not been issued here`);
  }
  return known ?? foreignEntry(certificate);
}

function isSignedBy(certificate: Certificate, ca: Certificate): boolean {
  const sameName = Buffer.from(certificate.issuer.der).equals(ca.subject.der);
  return (
    !certificate.equals(ca) && sameName && ca.publicKey !== undefined && certificate.x509.verify(ca.publicKey)
  );
}

function foreignEntry(certificate: Certificate): Issued {
  const isServer = certificate.extendedKeyUsage?.purposes.includes(purposeOids.tlsServer) === true;
  const names = certificate.subject.rdns.flat().filter(({ oid }) => oid === "2.5.4.3");
  return entryOf(isServer ? "server" : "client", names[0]?.value ?? certificate.serialNumber, certificate);
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
