// The steps of a migration, as libvirt's library goes through them: begin on the source, prepare on the destination,
// perform on the source, finish on the destination, confirm on the source. Each step gives the next one a cookie.

import { type Connection, parseUri } from "@virtgate/client";
import { ErrorCode, ErrorDomain, LibvirtError, libvirtError, type TypedParam } from "@virtgate/protocol";
import type { Shell } from "../shell.js";
import type { DomainRef } from "./domain.js";
import { textParam } from "./parameters.js";

/** virDomainMigrateFlags */
export const migrateFlag = {
  live: 1,
  peer2peer: 2,
  tunnelled: 4,
  persistDest: 8,
  undefineSource: 16,
  paused: 32,
  nonSharedDisk: 64,
  nonSharedInc: 128,
  changeProtection: 256,
  unsafe: 512,
  offline: 1024,
  compressed: 2048,
  abortOnError: 4096,
  autoConverge: 8192,
  rdmaPinAll: 16_384,
  postcopy: 32_768,
  tls: 65_536,
  parallel: 131_072,
  nonSharedSynchronousWrites: 262_144,
  postcopyResume: 524_288,
  zerocopy: 1_048_576,
} as const;

/** VIR_DRV_FEATURE_... */
const feature = { v2: 3, p2p: 4, direct: 5, v3: 6, changeProtection: 7, offline: 12, params: 13 } as const;

export interface Migration {
  readonly dom: DomainRef;
  readonly flags: number;
  readonly params: readonly TypedParam[];
}

const noSupport = (api: string) => libvirtError(ErrorDomain.none, ErrorCode.noSupport, api);
const refused = (detail: string) => libvirtError(ErrorDomain.none, ErrorCode.argumentUnsupported, detail);
const invalid = (message: string) => new LibvirtError(ErrorCode.invalidArg, ErrorDomain.domain, message);

const nothing = new Uint8Array(0);

async function can(host: Connection, number: number): Promise<boolean> {
  return (await host.call.connectSupportsFeature({ feature: number })).supported !== 0;
}

function checkFlags(flags: number): void {
  const all = (one: number, other: number) => (flags & one) !== 0 && (flags & other) !== 0;
  if (all(migrateFlag.nonSharedDisk, migrateFlag.nonSharedInc)) {
    throw invalid(
      "Flags 'VIR_MIGRATE_NON_SHARED_DISK' and 'VIR_MIGRATE_NON_SHARED_INC' are mutually exclusive",
    );
  }
  if (all(migrateFlag.tunnelled, migrateFlag.parallel)) {
    throw invalid("Flags 'VIR_MIGRATE_TUNNELLED' and 'VIR_MIGRATE_PARALLEL' are mutually exclusive");
  }
}

/** The source does everything itself: with the destination's daemon (`dconnuri`), or with its hypervisor. */
export async function migrateToUri(
  shell: Shell,
  { dom, flags, params }: Migration,
  dconnuri: string | null,
  uri: string,
): Promise<void> {
  checkFlags(flags);
  const { host } = shell;
  if (flags & migrateFlag.offline && !(await can(host, feature.offline))) {
    throw refused("offline migration is not supported by the source host");
  }
  if (dconnuri !== null && !(await can(host, feature.p2p))) {
    throw refused("p2p migration is not supported by the source host");
  }
  if (dconnuri === null && !(await can(host, feature.direct))) {
    throw refused("direct migration is not supported by the source host");
  }
  if (dconnuri !== null) requireOtherHost(dconnuri);
  const place = dconnuri === null ? [textParam("migrate_uri", uri)] : [];
  await shell.call.domainMigratePerform3Params({
    dom,
    dconnuri,
    params: [...params, ...place],
    cookieIn: nothing,
    flags,
  });
}

function requireOtherHost(dconnuri: string): void {
  const server = parseUri(dconnuri).host ?? "";
  if (server === "" || server.startsWith("localhost")) {
    throw invalid("Attempt to migrate guest to the same host");
  }
}

/** Parameters that hosts without the extensible calls have, too. */
const plainParameters = ["migrate_uri", "destination_name", "destination_xml", "bandwidth"];

/** This program leads: it speaks with both hosts. Closes the connection to the destination. */
export async function migrateThere(shell: Shell, migration: Migration, target: Connection): Promise<void> {
  try {
    await requireSupport(shell.host, target, migration);
    await lead(shell, migration, target);
  } finally {
    await target.close().catch(() => undefined);
  }
}

async function requireSupport(source: Connection, target: Connection, { flags, params }: Migration) {
  checkFlags(flags);
  if (flags & migrateFlag.tunnelled) {
    throw invalid("cannot perform tunnelled migration without using peer2peer flag");
  }
  if (flags & migrateFlag.offline) {
    if (!(await can(source, feature.offline))) {
      throw refused("offline migration is not supported by the source host");
    }
    if (!(await can(target, feature.offline))) {
      throw refused("offline migration is not supported by the destination host");
    }
  }
  if ((await can(source, feature.params)) && (await can(target, feature.params))) return;
  if (params.some(({ field }) => !plainParameters.includes(field))) {
    throw refused(
      "Migration APIs with extensible parameters are not supported but extended parameters were passed",
    );
  }
  throw noSupport("virDomainMigrate3");
}

async function lead(shell: Shell, { dom, flags, params }: Migration, target: Connection): Promise<void> {
  const begun = await shell.call.domainMigrateBegin3Params({ dom, params: [...params], flags });
  // From here on the destination's definition is the source's answer.
  const told = [
    ...params.filter(({ field }) => field !== "destination_xml"),
    textParam("destination_xml", begun.xml),
  ];
  const protectedChange = (await can(shell.host, feature.changeProtection))
    ? migrateFlag.changeProtection
    : 0;
  const confirm = (cookieIn: Uint8Array, cancelled: number) =>
    shell.call.domainMigrateConfirm3Params({ dom, params: told, cookieIn, flags, cancelled });
  let prepared: { cookieOut: Uint8Array; uriOut: string | null };
  try {
    const flagsThere = flags | protectedChange;
    prepared = await target.call.domainMigratePrepare3Params({
      params: told,
      cookieIn: begun.cookieOut,
      flags: flagsThere,
    });
  } catch (thrown) {
    // The source has to hear that nothing came of it.
    await confirm(nothing, 1).catch(() => undefined);
    throw thrown;
  }
  const uri = prepared.uriOut;
  const placed =
    uri === null
      ? told
      : [...told.filter(({ field }) => field !== "migrate_uri"), textParam("migrate_uri", uri)];
  let failure: unknown;
  let cookie = prepared.cookieOut;
  try {
    const performed = await shell.call.domainMigratePerform3Params({
      dom,
      dconnuri: null,
      params: placed,
      cookieIn: cookie,
      flags,
    });
    cookie = performed.cookieOut;
  } catch (thrown) {
    failure = thrown;
    cookie = nothing;
  }
  const cancelled = failure === undefined ? 0 : 1;
  let arrived = cancelled;
  try {
    const finished = await target.call.domainMigrateFinish3Params({
      params: placed,
      cookieIn: cookie,
      flags,
      cancelled,
    });
    cookie = finished.cookieOut;
  } catch (thrown) {
    failure ??= thrown;
    arrived = 1;
    cookie = nothing;
  }
  await confirm(cookie, arrived).catch((thrown: unknown) => {
    failure ??= thrown;
  });
  if (failure !== undefined) throw failure;
}
