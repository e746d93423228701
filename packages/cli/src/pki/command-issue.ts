// `virtgate pki server`, `client` and `renew`.

import { createPublicKey } from "node:crypto";
import { Certificate } from "@virtgate/pki";
import {
  certificatePem,
  issueSelfSigned,
  type KeyType,
  keyTypes,
  renewedTemplate,
} from "@virtgate/pki/issue";
import type { Command } from "commander";
import { type Context, dayOf, print, say, shown } from "../tools/context.js";
import { gather, oneOf, wholeNumber } from "../tools/options.js";
import { UsageFailure } from "../tools/program.js";
import { readBounded } from "../tools/read-file.js";
import { Authority } from "./authority.js";
import { choose, type Selection, withRole } from "./choose.js";
import { issueNew, issueRenewed, type Made, openIssuer, validFor } from "./issuing.js";
import { folderOf, type KeyOption, withDays, withKey } from "./options.js";
import type { Role } from "./places.js";
import {
  caDays,
  clientRequest,
  endDays,
  type RequestOptions,
  type ServerOptions,
  serverRequest,
} from "./requests.js";

interface IssueOptions extends KeyOption, RequestOptions {
  readonly keyType: KeyType;
}

const withIssue = (command: Command, context: Context) =>
  withDays(
    withKey(
      command
        .option("--dn <name>", 'the whole name of the certificate, such as "C=GB,O=Example,CN=alice"')
        .option(
          "--template <file>",
          "take everything from a template of certtool; the name is then what list calls it",
        )
        .option("--key-type <type>", keyTypes.join(", "), oneOf(...keyTypes), "ecdsa"),
      context,
    ),
    endDays,
    "how long it is valid",
  );

export function addIssue(program: Command, context: Context): void {
  const server = program
    .command("server")
    .summary("issue a certificate for a host")
    .description(
      "Issues one certificate for a host under all the names and addresses by which clients reach it. The first is\nwhat list, renew, export and install know it by.",
    )
    .argument("<name...>", "host names and IP addresses")
    .option("--dns <name>", "another host name (again for more)", gather)
    .option("--ip <address>", "another address (again for more)", gather);
  withIssue(server, context).action(async (names: string[], options: IssueOptions & ServerOptions) => {
    const name = names[0]!;
    await issueOne("server", name, options, context, (ca, now) => serverRequest(names, options, ca, now));
  });
  const client = program
    .command("client")
    .summary("issue a certificate for a user or a program")
    .description(
      "Issues a certificate for somebody who connects, and tells the name for tls_allowed_dn_list.",
    )
    .argument("<name>", "who it is");
  withIssue(client, context).action((name: string, options: IssueOptions) =>
    issueOne("client", name, options, context, (ca, now) => clientRequest(name, options, ca, now)),
  );
  const renew = program
    .command("renew")
    .summary("issue a certificate once more, for another time")
    .description(
      "Issues a certificate once more with the same names and the same key. With --ca renews the certificate authority:\nwhat it has issued stays valid. For a new key revoke the old certificate and issue a new one.",
    )
    .argument("[name]", "a name from 'list', or a serial number")
    .option("--ca", "the certificate authority itself");
  withRole(
    withKey(renew, context).option(
      "--days <number>",
      `how long it is valid (default: ${endDays}, a CA ${caDays})`,
      wholeNumber(1, 36_500),
    ),
  ).action((name: string | undefined, options: RenewOptions) => runRenew(name, options, context));
}

async function issueOne(
  role: Role,
  name: string,
  options: IssueOptions,
  context: Context,
  request: (ca: Certificate, now: Date) => ReturnType<typeof clientRequest>,
): Promise<void> {
  const now = context.now();
  await Authority.change(folderOf(options, context), async (authority) => {
    const template = request(authority.certificate(), now);
    const issuer = await openIssuer(authority, options.passphraseFile);
    const made = await issueNew(
      authority,
      issuer,
      { role, name, keyType: options.keyType, exactly: options.template !== undefined },
      template,
    );
    report(authority, made, context);
  });
}

function report(authority: Authority, { issued, certificate, cutShort }: Made, context: Context): void {
  const { role, name, dn } = issued;
  const files = authority.filesOf(role, name);
  say(
    context,
    `Issued a certificate for the ${role} ${shown(name)}, valid until ${dayOf(certificate.notAfter)}`,
  );
  if (cutShort) print(context, "It ends when its CA does: see 'virtgate pki renew --ca'");
  const { dns = [], ip = [] } = certificate.subjectAltNames ?? {};
  if (role === "server") say(context, `  names        ${[...dns, ...ip].map(shown).join(", ") || "none"}`);
  else say(context, `  allow as     ${shown(dn)}`);
  say(context, `  certificate  ${files.cert}`, `  key          ${files.key}`);
}

interface RenewOptions extends KeyOption, Selection {
  readonly ca?: true;
  readonly days?: number;
}

async function runRenew(name: string | undefined, options: RenewOptions, context: Context): Promise<void> {
  const now = context.now();
  if ((name === undefined) === (options.ca === undefined))
    throw new UsageFailure("give either a name or --ca");
  await Authority.change(folderOf(options, context), async (authority) => {
    if (name === undefined) return renewCa(authority, options, context);
    const old = choose(authority, name, options);
    const before = Certificate.listFromPem(readBounded(authority.filesOf(old.role, old.name).cert))[0]!;
    const template = renewedTemplate(before, validFor(options.days ?? endDays, now));
    const issuer = await openIssuer(authority, options.passphraseFile);
    report(authority, issueRenewed(authority, issuer, old, template), context);
  });
}

/** The same key and the same name: what it has signed stays signed. */
async function renewCa(authority: Authority, options: RenewOptions, context: Context): Promise<void> {
  const { certificate, privateKey } = await openIssuer(authority, options.passphraseFile);
  const template = renewedTemplate(
    Certificate.fromDer(certificate),
    validFor(options.days ?? caDays, context.now()),
  );
  const keys = { privateKey, publicKey: createPublicKey(privateKey) };
  authority.replaceCertificate(certificatePem(issueSelfSigned(template, keys)));
  say(context, `Renewed the certificate authority, valid until ${dayOf(template.notAfter)}`);
  print(
    context,
    `Give ${authority.certFile} to every server and client: virtgate pki install, virtgate pki export`,
  );
}
