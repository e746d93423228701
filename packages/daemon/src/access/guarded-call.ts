// The rung on which a call is judged: what it needs, on which object, and what is left of its answer.

import type { Access, Permission, PermissionObject } from "@virtgate/protocol";
import type { Call } from "../call.js";
import type { Driver, MaybePromise } from "../drivers/driver.js";
import { after } from "../procedures/after.js";
import type { Entry } from "../programs.js";
import { holds } from "../when.js";
import type { Guard } from "./guard.js";
import { guardedDriver } from "./guarded-driver.js";
import { documents, resolvers } from "./objects.js";
import type { Attributes } from "./question.js";

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
  // Nothing has been opened: there is nothing to protect, and the handler says so.
  if (permissions.length === 0 || driver === undefined) return handle();
  const require = (attributes: Attributes) => guard.require(driver, permissions, attributes);

  const kind = permissions[0]!.split(":")[0] as PermissionObject;
  if (kind === "connect") return after(require({}), handle);
  const subject = subjectOf(driver, entry, kind, args);
  if (subject === "answer") {
    // Looking something up changes nothing, and tells nothing before the verdict.
    return after(handle(), (answer) =>
      after(after(subjectOfAnswer(driver, answer as Fields), require), () => answer),
    );
  }
  if (subject === undefined) throw guard.refuseUnknown(driver, entry.name);
  return after(after(subject, require), handle);
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

function subjectOf(driver: Driver, entry: Entry, kind: PermissionObject, args: Fields) {
  const { on, api } = entry;
  if (on !== undefined) return resolvers[on]?.(driver, args[on] as never);
  if (api.includes("Lookup")) return "answer" as const;
  const xml = args["xml"] ?? args["xmlDesc"];
  return typeof xml === "string" ? documents[kind]?.(xml) : undefined;
}

/** The one object in the answer of a lookup. */
function subjectOfAnswer(driver: Driver, answer: Fields): MaybePromise<Attributes> {
  const [field] = Object.keys(answer);
  const resolve = field === undefined ? undefined : resolvers[field];
  if (resolve === undefined) throw new Error(`no object in the answer with ${field}`);
  return resolve(driver, answer[field!] as never);
}
