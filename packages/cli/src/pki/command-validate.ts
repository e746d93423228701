// `virtgate pki validate`: what virt-pki-validate is for, and everything that it does not see.

import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { type Context, printJson } from "../tools/context.js";
import { printCount, printFindings } from "../tools/finding.js";
import { gather, type OutputOption, withOutput } from "../tools/options.js";
import { UsageFailure } from "../tools/program.js";
import { type Files, filesIn, type Role, systemFiles, userFiles } from "./places.js";
import type { Finding } from "./validate/finding.js";
import { type Target, validateTarget } from "./validate/read-setup.js";

interface ValidateOptions extends OutputOption {
  readonly server?: true;
  readonly client?: true;
  readonly user?: true;
  readonly root?: string;
  readonly pkipath?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly crl?: string;
  readonly host?: readonly string[];
  readonly strict?: true;
}

export function addValidate(program: Command, context: Context, tell: (problems: boolean) => void): void {
  const validate = program
    .command("validate")
    .summary("find what is wrong with installed files")
    .description(
      "Looks at certificates, keys, CAs and revocation lists where libvirt has them, and tells cause and fix of all that\n" +
        "is wrong, also of what libvirt itself lets pass. Exit status 0: good, perhaps with warnings; 1: problems (with\n" +
        "--strict also warnings); 2: the command line is wrong.",
    )
    .option("--server", "the server's files (default: what is there)")
    .option("--client", "the client's files")
    .option("--user", "those of ~/.pki/libvirt")
    .option("--root <folder>", "/etc/pki below this folder")
    .option("--pkipath <folder>", "all files in one folder, as pkipath= in a URI")
    .option("--ca <file>", "this file with CA certificates")
    .option("--cert <file>", "this certificate (needs --server or --client)")
    .option("--key <file>", "this private key")
    .option("--crl <file>", "this revocation list")
    .option(
      "--host <name>",
      "a name or address that clients use (again for more; default: this host's)",
      gather,
    )
    .option("--strict", "warnings count as problems");
  withOutput(validate).action((options: ValidateOptions) => {
    const targets = targetsOf(options, context);
    if (targets.length === 0) {
      tell(true);
      if (options.output === "json") printJson(context, { good: false, checked: [] });
      throw new Failure(nothingThere(options, context));
    }
    const results = targets.map((target) => ({ target, findings: validateTarget(target, context.now()) }));
    const bad = ({ severity }: Finding) => options.strict === true || severity === "problem";
    tell(results.some(({ findings }) => findings.some(bad)));
    if (options.output === "json") {
      const good = !results.some(({ findings }) => findings.some(bad));
      printJson(context, {
        good,
        checked: results.map(({ target, findings }) => ({
          role: target.role,
          files: target.files,
          findings,
        })),
      });
    } else for (const { target, findings } of results) report(target, findings, context);
  });
}

function nothingThere(options: ValidateOptions, context: Context): string {
  const folder = dirname(defaultFiles("server", options, context).cert);
  return `neither a server's nor a client's certificate is in ${folder}: virtgate pki install, or look elsewhere (--help)`;
}

function targetsOf(options: ValidateOptions, context: Context): Target[] {
  const { server, client, root = "/", host } = options;
  const places = (role: Role): Files => {
    const named = { ca: options.ca, cert: options.cert, key: options.key, crl: options.crl };
    const given = Object.fromEntries(Object.entries(named).filter(([, file]) => file !== undefined));
    return { ...defaultFiles(role, options, context), ...given };
  };
  const isThere = (role: Role) => existsSync(places(role).cert) || existsSync(places(role).key);
  if ((options.cert !== undefined || options.key !== undefined) && server === client) {
    throw new UsageFailure("--cert and --key need --server or --client: what is the certificate for?");
  }
  const asked = (["server", "client"] as const).filter((role) => (role === "server" ? server : client));
  const roles = asked.length > 0 ? asked : (["server", "client"] as const).filter(isThere);
  // Another machine's name is not ours.
  const own =
    options.root === undefined && options.pkipath === undefined && options.cert === undefined
      ? [hostname()]
      : [];
  const hosts = { names: host ?? own, asked: host !== undefined };
  return roles.map((role) => ({
    role,
    files: places(role),
    top: root,
    hosts,
    wantsCrl: options.crl !== undefined,
  }));
}

/** libvirt takes a user's own files if they are there. */
function defaultFiles(role: Role, options: ValidateOptions, { env }: Context): Files {
  if (options.pkipath !== undefined) return filesIn(role, options.pkipath);
  const home = userFiles(role, env, options.root);
  if (options.user === true) return home;
  const isUser = options.root === undefined && process.getuid?.() !== 0 && existsSync(home.cert);
  return isUser ? home : systemFiles(role, options.root);
}

function report({ role, files }: Target, findings: readonly Finding[], context: Context): void {
  printFindings(context, findings);
  printCount(context, `${role} (${files.cert})`, findings);
}
