// What the daemon logs, and where to.

import { ErrorDomain, LibvirtError, systemError } from "@virtgate/protocol";
import type { Administered } from "../administered.js";
import { formatFilters, parseFilters } from "../log/filter.js";
import { formatOutputs, parseOutputs } from "../log/output.js";
import type { LogSettings } from "../log/settings.js";
import type { AdminHandlers } from "./admin.js";
import { refuseAllFlags } from "./admin-checks.js";

type Name =
  | "connectGetLoggingOutputs"
  | "connectGetLoggingFilters"
  | "connectSetLoggingOutputs"
  | "connectSetLoggingFilters";

export const adminLogging = (daemon: Administered): Pick<AdminHandlers, Name> => ({
  connectGetLoggingOutputs(_call, { flags }) {
    refuseAllFlags("adminConnectGetLoggingOutputs", flags);
    const { outputs } = daemon.log.settings;
    return { outputs: formatOutputs(outputs), noutputs: outputs.length };
  },
  connectGetLoggingFilters(_call, { flags }) {
    refuseAllFlags("adminConnectGetLoggingFilters", flags);
    const { filters } = daemon.log.settings;
    // A space behind each, the last one too.
    return {
      filters: filters.length === 0 ? null : `${formatFilters(filters)} `,
      nfilters: filters.length,
    };
  },
  connectSetLoggingOutputs(_call, { outputs, flags }) {
    refuseAllFlags("adminConnectSetLoggingOutputs", flags);
    const wanted = outputs === null || outputs === "" ? [daemon.defaultLogOutput] : parseOutputs(outputs);
    reconfigure(daemon, { outputs: wanted });
    daemon.record("log outputs changed", { outputs: formatOutputs(wanted) });
    return {};
  },
  connectSetLoggingFilters(_call, { filters, flags }) {
    refuseAllFlags("adminConnectSetLoggingFilters", flags);
    const wanted = parseFilters(filters ?? "");
    reconfigure(daemon, { filters: wanted });
    daemon.record("log filters changed", { filters: formatFilters(wanted) });
    return {};
  },
});

function reconfigure({ log }: Administered, changes: Partial<LogSettings>): void {
  try {
    log.reconfigure({ ...log.settings, ...changes });
  } catch (thrown) {
    if (thrown instanceof LibvirtError) throw thrown;
    const { message, cause } = thrown as Error & { cause?: NodeJS.ErrnoException };
    throw systemError(ErrorDomain.none, Math.abs(cause?.errno ?? 0), message);
  }
}
