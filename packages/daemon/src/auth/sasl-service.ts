// What all sign-ins through SASL share: the mechanisms, the users, the rules, and the memory of failures.

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { matchesPattern } from "@virtgate/pki";
import {
  type Demands,
  defaultHost,
  type GssProvider,
  libvirtDemands,
  type Mechanism,
  mechanisms,
  objection,
  offered,
  type ServerResult,
  startable,
} from "@virtgate/sasl";
import { userName } from "../config/account-names.js";
import type { MaybePromise } from "../drivers/driver.js";
import type { Logger } from "../log/logger.js";
import type { Certified, Session } from "../session.js";
import { isThere, othersMay } from "../tls/read-file.js";
import { Penalties, type Attempt as Penalty } from "./penalties.js";
import { loadGss } from "./sasl-kerberos.js";
import { SaslLog } from "./sasl-log.js";
import { refusals, type SaslRefusal } from "./sasl-refusal.js";
import { readSaslFile, type SaslFile, type SaslSettings } from "./sasl-settings.js";
import { type Attempt, SaslSignIn } from "./sasl-sign-in.js";
import { SaslUsers } from "./sasl-users.js";
import type { SignIn } from "./sign-in.js";

/** The longest buffer of a layer that is taken, as libvirtd says. */
const maxBufferBytes = 65_536;

/** What is in force. */
interface Terms {
  readonly settings: SaslSettings;
  readonly file: SaslFile;
  readonly users: SaslUsers;
  readonly gss: GssProvider | undefined;
  /** Those that can work. */
  readonly able: readonly Mechanism[];
}

export class SaslService {
  readonly log: SaslLog;
  readonly #logger: Logger;
  readonly #penalties = new Penalties();
  /** As Cyrus names this machine: the realm of users that have none. */
  readonly #host = defaultHost(hostname());
  #terms: Terms;

  private constructor(terms: Terms, log: Logger) {
    this.#terms = terms;
    this.#logger = log;
    this.log = new SaslLog(log);
  }

  /** Throws an Error for the administrator when the SASL file is broken. */
  static async open(settings: SaslSettings, log: Logger): Promise<SaslService> {
    return new SaslService(await termsOf(settings, log), log);
  }

  /** Reads the files again. One that is broken changes nothing: the Error says why. */
  async configure(settings: SaslSettings): Promise<void> {
    this.#terms = await termsOf(settings, this.#logger);
  }

  readonly signIn = (session: Session): SignIn => new SaslSignIn(session, this);

  /**
   * Who the client is without a word of its own, where EXTERNAL is asked for: by its certificate, or by the user behind
   * a unix socket, whose name has to be looked up.
   */
  external({ certified, peer }: Session): MaybePromise<Certified | undefined> {
    if (!this.#asksFor("EXTERNAL")) return undefined;
    if (certified !== undefined || peer === undefined) return certified;
    return userName(peer.uid).then((name) => (name === undefined ? undefined : { name, ssf: 0 }));
  }

  /** What this client may choose from. */
  offer(session: Session, external: Certified | undefined): readonly Mechanism[] {
    const { able, file } = this.#terms;
    return offered(able, this.#demands(session, external), file.mechList);
  }

  /** Whether any mechanism can be offered to anybody. */
  get hasMechanisms(): boolean {
    const { able, file } = this.#terms;
    return able.some(({ name }) => file.mechList?.includes(name) ?? true);
  }

  /** Starts a mechanism by the name that the client gives. Throws SaslError. */
  begin(
    session: Session,
    external: Certified | undefined,
    offer: readonly Mechanism[],
    name: string,
  ): Attempt {
    const { able, file, users, gss } = this.#terms;
    const demands = this.#demands(session, external);
    const upper = name.toUpperCase();
    const unfit = able.find((each) => each.name === upper && (file.mechList?.includes(upper) ?? true));
    const problem = unfit && objection(unfit, demands);
    if (problem !== undefined) throw problem;
    const { name: mechanism, server } = startable(offer, name);
    const named = users.named();
    const exchange = server!({
      service: "libvirt",
      host: this.#host,
      users: named,
      random: (bytes) => randomBytes(bytes),
      minSsf: demands.minSsf,
      maxSsf: demands.maxSsf,
      maxBuffer: maxBufferBytes,
      ...(external !== undefined && { externalIdentity: external }),
      ...(gss !== undefined && { gss }),
    });
    return { mechanism, exchange, users: named };
  }

  /** What there is against somebody whom a mechanism has let in. */
  objection(session: Session, { identity: { user }, layer }: ServerResult): SaslRefusal | undefined {
    const { minSsf, externalSsf } = this.#demands(session, undefined);
    const strength = layer?.ssf ?? 0;
    if (strength + externalSsf < minSsf) return refusals.tooWeak(strength);
    const { allowedUsers } = this.#terms.settings;
    if (allowedUsers === null || allowedUsers.some((pattern) => matchesPattern(pattern, user)))
      return undefined;
    return refusals.notOnTheList(user);
  }

  penalty({ address }: Session, user: string | undefined): Penalty {
    return this.#penalties.enter(
      address === null ? undefined : networkOf(address),
      user,
      this.#terms.file.maxWaitMs,
    );
  }

  #demands({ transport, certified }: Session, external: Certified | undefined): Demands {
    const { settings } = this.#terms;
    if (transport === "tcp") return libvirtDemands({ kind: "tcp", minSsf: settings.tcpMinSsf });
    // Cyrus would offer ANONYMOUS to everybody where no file says otherwise. Here both have to be asked for.
    const demands = libvirtDemands({
      kind: "protected",
      externalSsf: certified?.ssf ?? 0,
      external: external !== undefined,
    });
    return { ...demands, noAnonymous: !this.#asksFor("ANONYMOUS") };
  }

  #asksFor(mechanism: string): boolean {
    return this.#terms.file.mechList?.includes(mechanism) ?? false;
  }
}

async function termsOf(settings: SaslSettings, log: Logger): Promise<Terms> {
  const file = readSaslFile(settings);
  const warn = (text: string) => log.warn("sasl", text);
  for (const warning of file.warnings) warn(file.path === null ? warning : `${file.path}: ${warning}`);
  warnAboutPlaces(file, warn);
  const wantsKerberos = file.mechList?.includes("GSSAPI") ?? true;
  const gss = wantsKerberos
    ? await loadGss(file.keytab, file.mechList === undefined ? () => {} : warn)
    : undefined;
  const able = mechanisms.filter(
    ({ name }) => (name !== "GSSAPI" || gss !== undefined) && (name !== "PLAIN" || file.verifiesPlain),
  );
  return { settings, file, users: new SaslUsers(file.places, warn), gss, able };
}

const takesPassword = /^(SCRAM|DIGEST|PLAIN)/;

function warnAboutPlaces(
  { mechList, places: { verifiers, sasldb } }: SaslFile,
  warn: (text: string) => void,
) {
  if (!(mechList ?? ["PLAIN"]).some((name) => takesPassword.test(name))) return;
  const places = [verifiers, ...(sasldb === null ? [] : [sasldb])];
  if (!places.some(isThere)) {
    warn(`there are no users yet (no file ${places.join(", no file ")}): virtgate user add NAME`);
  }
  if (sasldb !== null && othersMay(sasldb) !== 0)
    warn(`${sasldb}: every local user may use the passwords in it`);
}

/** IPv6 hands whole networks to one client: the first half of the address is who it is. */
function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail = ""] = address.split("%")[0]!.split("::");
  const before = head.split(":").filter((part) => part !== "");
  const after = tail.split(":").filter((part) => part !== "");
  const groups = [...before, ...Array(Math.max(0, 8 - before.length - after.length)).fill("0"), ...after];
  return `${groups.slice(0, 4).join(":")}::`;
}
