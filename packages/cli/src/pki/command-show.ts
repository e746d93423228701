// `virtgate pki show`: what is in a file.

import { Certificate, CertificateError, pemBlocks, RevocationList, readPrivateKey } from "@virtgate/pki";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { type Context, print, printJson, shown } from "../tools/context.js";
import { type OutputOption, withOutput } from "../tools/options.js";
import { maxCrlBytes, readBounded } from "../tools/read-file.js";
import { type CertificateFields, certificateFields, keyText, listFields } from "./describe.js";

export function addShow(program: Command, context: Context): void {
  const show = program
    .command("show")
    .summary("tell what is in a certificate, list or key")
    .description(
      "Prints every certificate and revocation list of a file in PEM, with the name for tls_allowed_dn_list. Of a\nprivate key it tells the kind only.",
    )
    .argument("<file>", "a file in PEM");
  withOutput(show).action((file: string, options: OutputOption) => runShow(file, options, context));
}

function runShow(file: string, { output }: OutputOption, context: Context): void {
  const content = contentOf(file);
  const now = context.now();
  const certificates = content.certificates.map((one) => certificateFields(one, now));
  const lists = content.lists.map((one) => listFields(one, now));
  if (output === "json") {
    printJson(context, { file, certificates, revocationLists: lists, privateKey: content.key ?? null });
    return;
  }
  for (const [index, fields] of certificates.entries()) {
    const many = certificates.length > 1 ? ` ${index + 1} of ${certificates.length}` : "";
    print(context, `Certificate${many} in ${file}`, ...certificateLines(fields), "");
  }
  for (const fields of lists) print(context, `Revocation list in ${file}`, ...listLines(fields), "");
  if (content.key !== undefined) print(context, `Private key in ${file}`, line("Key", content.key), "");
}

function contentOf(file: string) {
  const bytes = readBounded(file, maxCrlBytes);
  try {
    const has = (label: string) => pemBlocks(bytes, label).length > 0;
    const certificates = has("CERTIFICATE") || has("X509 CERTIFICATE") ? Certificate.listFromPem(bytes) : [];
    const lists = has("X509 CRL") ? RevocationList.listFromPem(bytes) : [];
    const key = bytes.includes("PRIVATE KEY-----") ? describeKey(bytes) : undefined;
    if (certificates.length === 0 && lists.length === 0 && key === undefined) {
      throw new Failure(`${file} has no certificate, revocation list or private key in PEM`);
    }
    return { certificates, lists, key };
  } catch (thrown) {
    if (thrown instanceof CertificateError) throw new Failure(`${file}: ${thrown.message}`);
    throw thrown;
  }
}

function describeKey(bytes: Buffer): string {
  return bytes.includes("ENCRYPTED") ? "encrypted" : keyText(readPrivateKey(bytes));
}

const line = (title: string, text: string) => `  ${title.padEnd(18)}${text}`;

function certificateLines(fields: CertificateFields): string[] {
  const names = [
    ...fields.dns.map((name) => `DNS ${name}`),
    ...fields.ip.map((address) => `IP ${address}`),
    ...fields.email.map((address) => `e-mail ${address}`),
    ...fields.uri.map((uri) => `URI ${uri}`),
  ];
  const critical = (is: boolean) => (is ? " (critical)" : "");
  const list = (all: readonly string[] | null) =>
    all === null ? "not restricted" : all.join(", ") || "none";
  const ca =
    fields.ca === null
      ? "not said"
      : fields.ca
        ? `yes${fields.pathLength === null ? "" : `, path length ${fields.pathLength}`}`
        : "no";
  return [
    line("Name", fields.dn === "" ? "none that libvirt could compare" : shown(fields.dn)),
    line("Issuer", fields.issuer === "" ? "none" : shown(fields.issuer)),
    line("Serial number", fields.serial),
    line("Valid", `${time(fields.notBefore)} to ${time(fields.notAfter)} (${daysText(fields.daysLeft)})`),
    line("CA", ca),
    line("Names", names.map(shown).join(", ") || "none"),
    line("Purposes", `${list(fields.purposes)}${critical(fields.purposesCritical)}`),
    line("Key usage", `${list(fields.keyUsages?.map(words) ?? null)}${critical(fields.keyUsagesCritical)}`),
    line("Key", fields.key),
    line("Signature", fields.signature),
    line("SHA-256", fields.fingerprintSha256),
    ...(fields.ca === true || fields.dn === ""
      ? []
      : ["", `  In libvirtd.conf: tls_allowed_dn_list = [ "${shown(fields.dn)}" ]`]),
  ];
}

function listLines(fields: ReturnType<typeof listFields>): string[] {
  const until = fields.nextUpdate === null ? "the next one" : time(fields.nextUpdate);
  return [
    line("Issuer", shown(fields.issuer)),
    line("Number", fields.number ?? "none"),
    line(
      "Valid",
      `${time(fields.thisUpdate)} to ${until}${fields.daysLeft === null ? "" : ` (${daysText(fields.daysLeft)})`}`,
    ),
    line("Revoked", `${fields.revoked} certificates`),
    line("Signature", fields.signature),
  ];
}

/** "2026-01-31 12:00:00 UTC" */
const time = (iso: string) => `${iso.slice(0, 19).replace("T", " ")} UTC`;

const daysText = (days: number) => (days < 0 ? "EXPIRED" : days === 1 ? "1 day left" : `${days} days left`);

/** keyEncipherment: key encipherment */
const words = (name: string) =>
  name === "cRLSign"
    ? "CRL signing"
    : name === "keyCertSign"
      ? "certificate signing"
      : name.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
