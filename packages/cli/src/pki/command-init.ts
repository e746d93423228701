// `virtgate pki init`: a certificate authority, and on request the first certificates with it.

import { Certificate, CertificateError, keyMatches, readPrivateKey } from "@virtgate/pki";
import {
  caTemplate,
  certificatePem,
  generateKey,
  type Issuer,
  issueSelfSigned,
  type KeyType,
  keyTypes,
  parseDn,
  privateKeyPem,
  readTemplate,
} from "@virtgate/pki/issue";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { type Context, dayOf, print, say, shown } from "../tools/context.js";
import { gather, oneOf } from "../tools/options.js";
import { UsageFailure } from "../tools/program.js";
import { readBounded } from "../tools/read-file.js";
import { passphraseFromFile } from "../tools/secret.js";
import { Authority } from "./authority.js";
import { issueNew, validFor } from "./issuing.js";
import { folderOf, type KeyOption, withDays, withKey } from "./options.js";
import { askPassphrase } from "./passphrase.js";
import { caDays, clientRequest, defaultCaName, endDays, serverRequest } from "./requests.js";

interface InitOptions extends KeyOption {
  readonly name?: string;
  readonly dn?: string;
  readonly template?: string;
  readonly keyType: KeyType;
  readonly days: number;
  readonly encrypt?: true;
  readonly server?: readonly string[];
  readonly client?: readonly string[];
  readonly fromCert?: string;
  readonly fromKey?: string;
}

export function addInit(program: Command, context: Context): void {
  const init = program
    .command("init")
    .summary("make a certificate authority")
    .description("Makes a certificate authority: its key, its certificate and the folder for what it issues.")
    .option("--name <name>", `what it is called (default: ${defaultCaName()})`)
    .option("--dn <name>", 'its whole name instead, such as "C=GB,O=Example,CN=Example CA"')
    .option("--template <file>", "take everything from a template of certtool")
    .option("--key-type <type>", keyTypes.join(", "), oneOf(...keyTypes), "ecdsa")
    .option("--encrypt", "encrypt its key with a passphrase (asks for it unless there is --passphrase-file)")
    .option("--server <host>", "also issue a certificate for this host (again for another)", gather)
    .option("--client <name>", "also issue a certificate for this user (again for another)", gather)
    .option("--from-cert <file>", "take over a CA that certtool or OpenSSL has made: its certificate")
    .option("--from-key <file>", "and its private key");
  withDays(withKey(init, context), caDays, "how long it is valid").action((options: InitOptions) =>
    runInit(options, context),
  );
}

async function runInit(options: InitOptions, context: Context): Promise<void> {
  const now = context.now();
  const folder = folderOf(options, context);
  const issuer =
    options.fromCert === undefined && options.fromKey === undefined
      ? await newIssuer(options, now)
      : takenOver(options);
  const certificate = Certificate.fromDer(issuer.certificate);
  const passphrase = await newPassphrase(options);
  const files = {
    cert: certificatePem(issuer.certificate),
    key: privateKeyPem(issuer.privateKey, passphrase),
  };
  const made = await Authority.create(folder, files, async (authority) => {
    const { keyType } = options;
    const lines: string[] = [];
    for (const host of options.server ?? []) {
      const template = serverRequest([host], { days: endDays }, certificate, now);
      await issueNew(authority, issuer, { role: "server", name: host, keyType }, template);
      lines.push(`and a server certificate for ${shown(host)}`);
    }
    for (const name of options.client ?? []) {
      const template = clientRequest(name, { days: endDays }, certificate, now);
      const { issued } = await issueNew(authority, issuer, { role: "client", name, keyType }, template);
      lines.push(`and a client certificate for ${shown(name)}: ${shown(issued.dn)}`);
    }
    return lines;
  });
  say(
    context,
    `Made a certificate authority in ${folder}, valid until ${dayOf(certificate.notAfter)}`,
    ...made,
  );
  if (made.length > 0) say(context, "Next: virtgate pki install");
  else say(context, "Next: virtgate pki server HOST, virtgate pki client USER");
  if (passphrase === undefined) return;
  print(context, "Its key is encrypted: without the passphrase nothing more can be issued.");
}

async function newIssuer(options: InitOptions, now: Date): Promise<Issuer> {
  const template =
    options.template === undefined
      ? caTemplate(
          options.dn === undefined
            ? [{ type: "CN", value: options.name ?? defaultCaName() }]
            : parseDn(options.dn),
          validFor(options.days, now),
        )
      : readTemplate(readBounded(options.template).toString("utf8"), now);
  if (template.ca === undefined)
    throw new Failure(`${options.template} is not for a certificate authority: it lacks 'ca'`);
  if (!template.keyUsages.includes("keyCertSign")) {
    throw new Failure(`${options.template} lacks 'cert_signing_key': the CA could not sign`);
  }
  const keys = await generateKey(options.keyType);
  return { certificate: issueSelfSigned(template, keys), privateKey: keys.privateKey };
}

function takenOver({ fromCert, fromKey, passphraseFile }: InitOptions): Issuer {
  if (fromCert === undefined || fromKey === undefined) {
    throw new UsageFailure("--from-cert and --from-key belong together");
  }
  const certificate = Certificate.listFromPem(readBounded(fromCert))[0]!;
  const pem = readBounded(fromKey);
  const isEncrypted = pem.includes("ENCRYPTED");
  const passphrase =
    isEncrypted && passphraseFile !== undefined ? passphraseFromFile(passphraseFile) : undefined;
  if (isEncrypted && passphrase === undefined)
    throw new Failure(`${fromKey} is encrypted: give --passphrase-file`);
  let privateKey: Issuer["privateKey"];
  try {
    privateKey = readPrivateKey(pem, passphrase);
  } catch (thrown) {
    if (thrown instanceof CertificateError) throw new Failure(`${fromKey}: ${thrown.message}`);
    throw thrown;
  }
  if (certificate.basicConstraints?.ca !== true)
    throw new Failure(`${fromCert} is not the certificate of a CA`);
  if (!keyMatches(certificate, privateKey)) throw new Failure(`${fromKey} is not the key of ${fromCert}`);
  return { certificate: certificate.der, privateKey };
}

async function newPassphrase({ encrypt, passphraseFile }: InitOptions): Promise<string | undefined> {
  if (passphraseFile !== undefined) return passphraseFromFile(passphraseFile);
  return encrypt ? askPassphrase("New passphrase for the CA's key: ", true) : undefined;
}
