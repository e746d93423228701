// The rung on which a call is judged: what it needs, on which object, and what is left of its answer.

import type { Access, Permission, PermissionObject } from "@virtgate/protocol";
import type { Call } from "../call.js";
import type { Driver, MaybePromise } from "../drivers/driver.js";
import { after } from "../procedures/after.js";
import type { Entry } from "../programs.js";
import { holds } from "../when.js";
import { documents } from "./documents.js";
import type { Guard } from "./guard.js";
import { guardedDriver } from "./guarded-driver.js";
import { domainAttributes, has, resolvers } from "./objects.js";
import type { Attributes } from "./question.js";

/** Their domain stands in a file, which only the driver reads: it asks itself, through `Call.admit`. */
const ofFiles: ReadonlySet<string> = new Set([
  "domainRestore",
  "domainRestoreFlags",
  "domainSaveImageGetXmlDesc",
  "domainSaveImageDefineXml",
]);

/** VIR_DRV_FEATURE_* of the connection itself, which libvirtd answers without its drivers: descriptors, keepalive, callbacks. */
const ofConnection: ReadonlySet<unknown> = new Set([8, 10, 14, 15]);

type Fields = Readonly<Record<string, unknown>>;

/** Runs the handler once everything that its call needs is granted. Throws VIR_ERR_ACCESS_DENIED. */
export function performGuarded(
  guard: Guard,
  entry: Entry,
  call: Call,
  args: Fields,
  handle: () => MaybePromise<unknown>,
): MaybePromise<unknown> {
  const permissions = needed(entry.access, args);
  if (entry.name === "connectOpen")
    return after(handle(), (answer) => opened(guard, call, permissions, answer));
  const { driver } = call.session;
  if (entry.name === "connectSupportsFeature" && ofConnection.has(args["feature"])) return handle();
  // Nothing has been opened: there is nothing to protect, and the handler says so.
  if (permissions.length === 0 || driver === undefined) return handle();
  const require = (attributes: Attributes) => guard.require(driver, permissions, attributes);

  const kind = permissions[0]!.split(":")[0] as PermissionObject;
  if (kind === "connect") return after(require({}), handle);
  const named = entry.on === undefined ? undefined : args[entry.on];
  if (named === undefined && entry.api.includes("Lookup")) {
    // Looking something up changes nothing, and tells nothing before the verdict.
    return after(handle(), (answer) =>
      after(subjectOfAnswer(driver, kind, answer as Fields), (subject) =>
        after(require(subject), () => answer),
      ),
    );
  }
  if (ofFiles.has(entry.name)) {
    call.admit = (domain) => require(domainAttributes(domain));
    return handle();
  }
  const subject = named === undefined ? describe(driver, kind, args) : resolve(driver, kind, named);
  if (subject === undefined) {
    // There are no such objects here, which the handler says in libvirt's words; where there are some, no rule can be asked.
    if (has(driver, kind)) throw guard.refuseUnknown(driver, entry.name);
    return handle();
  }
  return after(subject, (attributes) => after(require(attributes), handle));
}

const needed = (access: readonly Access[], args: Fields): Permission[] =>
  access
    .filter((one) => typeof one === "string" || holds(one.when, args))
    .map((one) => (typeof one === "string" ? one : one.permission));

/** Who may not even know the host has no connection to it. */
async function opened(guard: Guard, { session }: Call, permissions: readonly Permission[], answer: unknown) {
  const { driver } = session;
  if (driver === undefined) return answer;
  // Until the verdict is there, nothing that was sent behind this call finds a driver.
  session.driver = undefined;
  await guard.require(driver, permissions, {});
  session.driver = guardedDriver(driver, guard);
  return answer;
}

/** Undefined where nothing says what a document is about. */
function describe(driver: Driver, kind: PermissionObject, args: Fields) {
  const xml = args["xml"] ?? args["xmlDesc"];
  return typeof xml === "string" ? documents[kind]?.(driver, xml, args) : undefined;
}

function resolve(driver: Driver, kind: PermissionObject, named: unknown) {
  return resolvers[kind]?.(driver, named as never);
}

/** The one object in the answer of a lookup. */
function subjectOfAnswer(driver: Driver, kind: PermissionObject, answer: Fields): MaybePromise<Attributes> {
  const [found] = Object.values(answer);
  const subject = resolve(driver, kind, found);
  if (subject === undefined) throw new Error(`no object in the answer to a lookup of ${kind}`);
  return subject;
}
