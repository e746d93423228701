// `migrate`: a running domain goes to another host.

import { Failure } from "../failure.js";
import { type Arguments, exclusive, requires } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number, text } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";
import { lookupDomain } from "./domain.js";
import { watchJob } from "./job.js";
import { type Migration, migrateFlag, migrateThere, migrateToUri } from "./migration.js";
import { intParam, textParam, ullongParam } from "./parameters.js";
import { timeoutMs } from "./timeout.js";

const flagOf: Readonly<Record<string, number>> = {
  live: migrateFlag.live,
  p2p: migrateFlag.peer2peer,
  tunnelled: migrateFlag.tunnelled,
  persistent: migrateFlag.persistDest,
  undefinesource: migrateFlag.undefineSource,
  suspend: migrateFlag.paused,
  "copy-storage-all": migrateFlag.nonSharedDisk,
  "copy-storage-inc": migrateFlag.nonSharedInc,
  "copy-storage-synchronous-writes": migrateFlag.nonSharedSynchronousWrites,
  "change-protection": migrateFlag.changeProtection,
  unsafe: migrateFlag.unsafe,
  compressed: migrateFlag.compressed,
  "auto-converge": migrateFlag.autoConverge,
  "rdma-pin-all": migrateFlag.rdmaPinAll,
  offline: migrateFlag.offline,
  "abort-on-error": migrateFlag.abortOnError,
  postcopy: migrateFlag.postcopy,
  "postcopy-resume": migrateFlag.postcopyResume,
  zerocopy: migrateFlag.zerocopy,
  tls: migrateFlag.tls,
  parallel: migrateFlag.parallel,
};

/** Option -> typed parameter, of which type; those for compression are numbers of their own kinds. */
const textOptions = [
  ["migrateuri", "migrate_uri"],
  ["graphicsuri", "graphics_uri"],
  ["listen-address", "listen_address"],
  ["dname", "destination_name"],
  ["disks-uri", "disks_uri"],
  ["tls-destination", "tls.destination"],
] as const;
const intOptions = [
  ["disks-port", "disks_port"],
  ["comp-mt-level", "compression.mt.level"],
  ["comp-mt-threads", "compression.mt.threads"],
  ["comp-mt-dthreads", "compression.mt.dthreads"],
  ["auto-converge-initial", "auto_converge.initial"],
  ["auto-converge-increment", "auto_converge.increment"],
  ["parallel-connections", "parallel.connections"],
] as const;
const ullongOptions = [
  ["comp-xbzrle-cache", "compression.xbzrle.cache"],
  ["postcopy-bandwidth", "bandwidth.postcopy"],
  ["bandwidth", "bandwidth"],
] as const;

function readDefinition(file: string): string {
  try {
    return readXmlFile(file);
  } catch (thrown) {
    throw new Failure(`cannot read file '${file}'`, thrown);
  }
}

function parameters(args: Arguments): Migration["params"] {
  const params: Migration["params"][number][] = [];
  for (const [option, field] of textOptions) {
    const value = args.string(option);
    if (value !== undefined) params.push(textParam(field, value));
  }
  for (const disk of args.string("migrate-disks")?.split(",") ?? [])
    params.push(textParam("migrate_disks", disk));
  for (const method of args.string("comp-methods")?.split(",") ?? [])
    params.push(textParam("compression", method));
  for (const [option, field] of intOptions) {
    const value = args.int(option);
    if (value !== undefined) params.push(intParam(field, value));
  }
  for (const [option, field] of ullongOptions) {
    const value = args.ulonglong(option);
    if (value !== undefined) params.push(ullongParam(field, value));
  }
  const xml = args.string("xml");
  if (xml !== undefined) params.push(textParam("destination_xml", readDefinition(xml)));
  const persistent = args.string("persistent-xml");
  if (persistent !== undefined) params.push(textParam("persistent_xml", readDefinition(persistent)));
  return params;
}

function check(args: Arguments): number | undefined {
  exclusive(args, ["live", "offline"], ["timeout-suspend", "timeout-postcopy"]);
  requires(args, "postcopy-after-precopy", "postcopy");
  requires(args, "timeout-postcopy", "postcopy");
  requires(args, "persistent-xml", "persistent");
  requires(args, "tls-destination", "tls");
  const timeout = timeoutMsOrZero(args);
  if (timeout === undefined) {
    if (args.has("timeout-suspend") || args.has("timeout-postcopy")) {
      throw new Failure("migrate: Unexpected --timeout-* option without --timeout");
    }
    return undefined;
  }
  if (!args.has("live")) throw new Failure("migrate: Unexpected timeout for offline migration");
  return timeout;
}

/** Without waiting, as a timeout of nothing is no timeout. */
const timeoutMsOrZero = (args: Arguments) => (args.raw("timeout") === "0" ? undefined : timeoutMs(args));

export const migrate: Command = {
  name: "migrate",
  group: "domain",
  help: "migrate domain to another host",
  description: "Migrate domain to another host.  Add --live for live migration.",
  options: [
    domainOption(),
    {
      name: "desturi",
      type: "data",
      help: "connection URI of the destination host as seen from the client(normal migration) or source(p2p migration)",
      required: true,
    },
    bool("live", "live migration"),
    bool("offline", "offline migration"),
    bool("p2p", "peer-2-peer migration"),
    bool("direct", "direct migration"),
    bool("tunnelled", "tunnelled migration"),
    bool("persistent", "persist VM on destination"),
    bool("undefinesource", "undefine VM on source"),
    bool("suspend", "do not restart the domain on the destination host"),
    bool("copy-storage-all", "migration with non-shared storage with full disk copy"),
    bool(
      "copy-storage-inc",
      "migration with non-shared storage with incremental copy (same base image shared between source and destination)",
    ),
    bool(
      "copy-storage-synchronous-writes",
      "force guest disk writes to be synchronously written to the destination to improve storage migration convergence",
    ),
    bool("change-protection", "prevent any configuration changes to domain until migration ends"),
    bool("unsafe", "force migration even if it may be unsafe"),
    bool("verbose", "display the progress of migration"),
    bool("compressed", "compress repeated pages during live migration"),
    bool("auto-converge", "force convergence during live migration"),
    bool("rdma-pin-all", "pin all memory before starting RDMA live migration"),
    bool("abort-on-error", "abort on soft errors during migration"),
    bool("postcopy", "enable post-copy migration; switch to it using migrate-postcopy command"),
    bool("postcopy-after-precopy", "automatically switch to post-copy migration after one pass of pre-copy"),
    bool("postcopy-resume", "resume failed post-copy migration"),
    bool("zerocopy", "use zero-copy mechanism for migrating memory pages"),
    text("migrateuri", "migration URI, usually can be omitted"),
    text("graphicsuri", "graphics URI to be used for seamless graphics migration"),
    text("listen-address", "listen address that destination should bind to for incoming migration"),
    text("dname", "rename to new name during migration (if supported)"),
    number(
      "timeout",
      "run action specified by --timeout-* option (suspend by default) if live migration exceeds timeout (in seconds)",
    ),
    bool("timeout-suspend", "suspend the guest after timeout"),
    bool("timeout-postcopy", "switch to post-copy after timeout"),
    text("xml", "filename containing updated XML for the target"),
    text("migrate-disks", "comma separated list of disks to be migrated"),
    number("disks-port", "port to use by target server for incoming disks migration"),
    text("disks-uri", "URI to use for disks migration (overrides --disks-port)"),
    text("comp-methods", "comma separated list of compression methods to be used"),
    number("comp-mt-level", "compress level for multithread compression"),
    number("comp-mt-threads", "number of compression threads for multithread compression"),
    number("comp-mt-dthreads", "number of decompression threads for multithread compression"),
    number("comp-xbzrle-cache", "page cache size for xbzrle compression"),
    number("auto-converge-initial", "initial CPU throttling rate for auto-convergence"),
    number("auto-converge-increment", "CPU throttling rate increment for auto-convergence"),
    text("persistent-xml", "filename containing updated persistent XML for the target"),
    bool("tls", "use TLS for migration"),
    number("postcopy-bandwidth", "post-copy migration bandwidth limit in MiB/s"),
    bool("parallel", "enable parallel migration"),
    number("parallel-connections", "number of connections for parallel migration"),
    number("bandwidth", "migration bandwidth limit in MiB/s"),
    text("tls-destination", "override the destination host name used for TLS verification"),
  ],
  async run(shell, args) {
    const timeout = check(args);
    const dom = await lookupDomain(shell, "migrate", args);
    const uri = args.required("desturi");
    const flags = Object.entries(flagOf).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    const migration: Migration = { dom, flags, params: parameters(args) };
    const work =
      args.has("p2p") || args.has("direct")
        ? migrateToUri(shell, migration, args.has("p2p") ? uri : null, uri)
        : migrateThere(shell, migration, await shell.link.another(uri));
    const ended = { yes: false };
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            if (ended.yes) return;
            // What takes too long goes on without the guest, or with what it still needs fetched later.
            const call = args.has("timeout-postcopy")
              ? shell.call.domainMigrateStartPostCopy({ dom, flags: 0 })
              : shell.call.domainSuspend({ dom });
            void call.catch(() => undefined);
          }, timeout);
    try {
      await watchJob(shell, dom, work, args.has("verbose") ? "Migration" : undefined);
    } finally {
      ended.yes = true;
      clearTimeout(timer);
    }
    return true;
  },
};
