// `virtgate user check`: what a daemon would see, and what is wrong with it.

import { mechList, saslConfPlaces } from "@virtgate/sasl";
import type { Command } from "commander";
import { Failure } from "../failure.js";
import { printJson } from "../tools/context.js";
import { printCount, printFindings } from "../tools/finding.js";
import { type OutputOption, withOutput } from "../tools/options.js";
import { UsageFailure } from "../tools/program.js";
import { type DaemonConf, readDaemonConf } from "./check/daemon-conf.js";
import { type Finding, type FindingCode, problem, warning } from "./check/finding.js";
import { offerFindings, offersOf } from "./check/offers.js";
import { checkUser, passwordFinding, type UserCheck } from "./check/one-user.js";
import { asJson, type Checked, printChecked } from "./check/report.js";
import { checkStore, checkStores, type StoreCheck, userFindings } from "./check/stores.js";
import type { UserContext } from "./context.js";
import { checkKerberos, type KerberosCheck } from "./kerberos/check.js";
import { systemResolver } from "./kerberos/principal.js";
import { type PipeOption, takePassword, withPipe } from "./password.js";
import type { Setup } from "./setup.js";
import {
  defaultRealm,
  type FileOptions,
  type RealmOption,
  setupOf,
  whoIs,
  withFile,
  withRealm,
} from "./target.js";

interface CheckOptions extends FileOptions, RealmOption, PipeOption, OutputOption {
  readonly config?: string;
  readonly kerberos?: true;
  readonly password: boolean;
}

export function addCheck(program: Command, context: UserContext, tell: (problems: boolean) => void): void {
  const check = program
    .command("check")
    .argument(
      "[name]",
      "also this user: what mechanisms find of it, and whether the password that is typed is right",
    )
    .summary("what a daemon sees, and what is wrong with it")
    .description(
      "Tells which SASL configuration is read, which mechanisms are offered on which socket and why the others are not, " +
        "which files of users there are, and cause and fix of all that is wrong. Exit status 0: good, perhaps with " +
        "warnings; 1: problems; 2: the command line is wrong.",
    )
    .option("--config <file>", "this libvirtd.conf (default: the daemon's)")
    .option("--kerberos", "also the principal and the keytab")
    .option("--no-password", "ask for none");
  withOutput(withPipe(withRealm(withFile(check, "this file of users alone")))).action(
    async (name: string | undefined, options: CheckOptions) => {
      const who = name === undefined ? undefined : whoIs(name, options, context);
      const checked = await checkAll(who, options, context);
      const good = !checked.findings.some(({ severity }) => severity === "problem");
      tell(!good);
      if (options.output === "json") return printJson(context, asJson(checked, good));
      printChecked(context, checked);
      printFindings(context, checked.findings);
      printCount(context, "SASL", checked.findings);
    },
  );
}

async function checkAll(
  who: UserCheck["who"] | undefined,
  options: CheckOptions,
  context: UserContext,
): Promise<Checked> {
  const findings: Finding[] = [];
  const setup = attempt(findings, "conf-broken", () => setupOf(options, context));
  const daemon = attempt(findings, "daemon-conf-broken", () => readDaemonConf(options.config, context));
  if (setup !== undefined) findings.push(...setupFindings(setup));

  const conf = setup?.conf;
  const listed = conf && mechList(conf);
  const host = defaultRealm({}, context);
  const wantsKerberos = options.kerberos === true || (listed?.includes("GSSAPI") ?? false);
  // Where nothing is listed, it is offered if it works, and nobody misses it if not.
  const looked =
    wantsKerberos || listed === undefined
      ? checkKerberos({ conf, env: context.env, host, resolver: systemResolver })
      : undefined;
  const kerberos = wantsKerberos ? looked : undefined;
  const libraryProblem = looked && (await context.gssProblem());
  if (kerberos !== undefined && libraryProblem !== undefined) {
    const fix = "install the system's Kerberos library (Debian: libgssapi-krb5-2) and npm's koffi";
    findings.push(
      problem("gssapi-unavailable", undefined, `Kerberos is not available: ${libraryProblem}`, fix),
    );
  }
  if (options.kerberos && listed !== undefined && !listed.includes("GSSAPI")) {
    findings.push(
      warning(
        "gssapi-not-listed",
        setup?.confFile,
        "mech_list leaves out Kerberos",
        "add gssapi to mech_list",
      ),
    );
  }

  const offers =
    setup !== undefined && daemon !== undefined
      ? offersOf({ conf, daemon, kerberosProblem: libraryProblem ?? kerberosProblem(looked) })
      : [];
  const usual = saslConfPlaces(options.app, context.env["SASL_CONF_PATH"])[0]!;
  if (offers.length > 0) findings.push(...offerFindings(offers, setup?.confFile, usual));
  const offered = new Set(offers.flatMap((one) => (one.auth === "sasl" ? one.offered : [])));

  const stores = storesOf(options, setup);
  findings.push(...stores.flatMap((store) => store.findings), ...userFindings(stores, offered));
  if (kerberos !== undefined) findings.push(...kerberos.findings);
  const base = {
    ...(setup && { setup }),
    ...(daemon && { daemon }),
    ...(kerberos && { kerberos }),
    offers,
    stores,
  };
  if (who === undefined) return { ...base, findings: unique(findings) };

  const user = await checkUser(who, host, stores, { conf: daemon ?? noDaemon, offered }, context);
  findings.push(...user.findings);
  if (!options.password || user.record === undefined) return { ...base, user, findings: unique(findings) };
  const wrong = await passwordFinding(user, await takePassword(options, false, context));
  if (wrong !== undefined) findings.push(wrong);
  return { ...base, user, password: wrong === undefined ? "right" : "wrong", findings: unique(findings) };
}

/** Where libvirtd.conf is broken, everybody may come in as far as we know. */
const noDaemon: DaemonConf = {
  file: undefined,
  auth: { tcp: "sasl", tls: "none", unix: "none", "unix-ro": "none" },
  tcpMinSsf: 0,
  allowed: undefined,
};

function attempt<T>(findings: Finding[], code: FindingCode, read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown instanceof UsageFailure) throw thrown;
    findings.push(
      problem(code, undefined, thrown.message, "the daemon does not start with it: put that right"),
    );
    return undefined;
  }
}

function setupFindings({ confFile, confPlaces, closed }: Setup): Finding[] {
  const unreadable = closed.map((file) =>
    problem(
      "conf-broken",
      file,
      "it cannot be read by this user",
      "run this as the daemon's user, or chmod a+r on it",
    ),
  );
  if (confFile !== undefined || closed.length > 0) return unreadable;
  const cause = "there is no SASL configuration: every mechanism is offered that a socket allows";
  return [warning("conf-missing", confPlaces[0], cause, "write one: mech_list: scram-sha-256")];
}

/** With -f only that file, of whichever kind. */
function storesOf({ file }: FileOptions, setup: Setup | undefined): StoreCheck[] {
  if (file !== undefined) return [checkStore(file, undefined, true)];
  if (setup === undefined) return [];
  const plugins = setup.conf?.get("auxprop_plugin")?.toLowerCase().split(/\s+/);
  return checkStores(setup.users, plugins?.includes("sasldb") ?? true);
}

/** Why the daemon would not offer GSSAPI: a keytab that is named and cannot be opened. All else shows at the sign-in. */
function kerberosProblem(kerberos: KerberosCheck | undefined): string | undefined {
  if (kerberos?.keytab.from !== "the SASL configuration") return undefined;
  const blocking = ["keytab-missing", "keytab-broken"];
  return kerberos.findings.find(({ code }) => blocking.includes(code))?.cause;
}

/** A folder that several files lie in is told once. */
const unique = (findings: readonly Finding[]): Finding[] =>
  findings.filter(
    (one, at) =>
      findings.findIndex(
        ({ code, file, cause }) => code === one.code && file === one.file && cause === one.cause,
      ) === at,
  );
