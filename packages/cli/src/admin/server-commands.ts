// One server of a daemon: its thread pool, the limits of its clients, its certificates.

import { fromTypedParameters } from "@virtgate/client";
import type { TypedParam } from "@virtgate/protocol";
import { printJson, wantsJson } from "../commands/output.js";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { type Option, outputOption } from "../grammar/command.js";
import type { AdminCommand, AdminShell } from "./shell.js";

export const serverOption = (help: string): Option => ({
  name: "server",
  type: "data",
  required: true,
  help,
  complete: "servers",
});

/** What the daemon calls the server of `--server`. */
export async function serverOf(shell: AdminShell, args: Arguments): Promise<{ readonly name: string }> {
  const name = args.required("server");
  return (await shell.call.connectLookupServer({ name, flags: 0 })).srv;
}

function show(shell: AdminShell, json: boolean, params: readonly TypedParam[], width: number): void {
  if (json) printJson(shell, fromTypedParameters(params));
  else for (const { field, value } of params) shell.print(`${field.padEnd(width)}: ${value.value}\n`);
}

export const serverList: AdminCommand = {
  name: "server-list",
  group: "monitor",
  help: "list available servers on a daemon",
  description: "List all manageable servers on a daemon.",
  options: [outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const { servers } = await attempt(
      `failed to obtain list of available servers from ${shell.link.connection.uri}`,
      shell.call.connectListServers({ needResults: 1, flags: 0 }),
    );
    const rows = servers.map(({ name }, id) => ({ id, name }));
    if (json) printJson(shell, rows);
    else {
      shell.table(
        ["Id", "Name"],
        rows.map(({ id, name }) => [String(id), name]),
      );
    }
    return true;
  },
};

export const serverThreadpoolInfo: AdminCommand = {
  name: "server-threadpool-info",
  group: "monitor",
  help: "get server workerpool parameters",
  description: "Retrieve threadpool attributes from a server. ",
  options: [serverOption("Server to retrieve threadpool attributes from."), outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const srv = await serverOf(shell, args);
    const { params } = await attempt(
      "Unable to get server workerpool parameters",
      shell.call.serverGetThreadpoolParameters({ srv, flags: 0 }),
    );
    show(shell, json, params, 15);
    return true;
  },
};

export const serverClientsInfo: AdminCommand = {
  name: "server-clients-info",
  group: "monitor",
  help: "get server's client-related configuration limits",
  description: "Retrieve server's client-related configuration limits ",
  options: [serverOption("Server to retrieve the client limits from."), outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const srv = await serverOf(shell, args);
    const { params } = await attempt(
      "Unable to retrieve client limits from server's configuration",
      shell.call.serverGetClientLimits({ srv, flags: 0 }),
    );
    show(shell, json, params, 20);
    return true;
  },
};

/** Option -> parameter. */
type Settable = Readonly<Record<string, string>>;

/** The parameters of the options that are there. One of them must be; the first may not be more than the second. */
function settings(shell: AdminShell, args: Arguments, settable: Settable, order: readonly [string, string]) {
  const values = new Map<string, number>();
  for (const option of Object.keys(settable)) {
    try {
      const value = args.uint(option);
      if (value !== undefined) values.set(option, value);
    } catch (thrown) {
      shell.report(thrown);
      throw new Failure(`Unable to parse integer parameter '${option}'`);
    }
  }
  const [least, most] = order;
  if (values.size > 0 && (values.get(least) ?? 0) > (values.get(most) ?? Number.POSITIVE_INFINITY)) {
    throw new Failure(`--${least} must be less than or equal to --${most}`);
  }
  return Array.from(
    values,
    ([option, value]): TypedParam => ({ field: settable[option]!, value: { type: 2, value } }),
  );
}

const workers: Settable = {
  "max-workers": "maxWorkers",
  "min-workers": "minWorkers",
  "priority-workers": "prioWorkers",
};

export const serverThreadpoolSet: AdminCommand = {
  name: "server-threadpool-set",
  group: "management",
  help: "set server workerpool parameters",
  description: "Tune threadpool attributes on a server. See OPTIONS for currently supported attributes.",
  options: [
    serverOption("Server to alter threadpool attributes on."),
    { name: "min-workers", type: "int", help: "Change bottom limit to number of workers." },
    { name: "max-workers", type: "int", help: "Change upper limit to number of workers." },
    { name: "priority-workers", type: "int", help: "Change the current number of priority workers" },
  ],
  async run(shell, args) {
    const params = settings(shell, args, workers, ["min-workers", "max-workers"]);
    if (params.length === 0) {
      // The blank at its end is virt-admin's.
      throw new Failure(
        "At least one of options --min-workers, --max-workers, --priority-workers is mandatory ",
      );
    }
    const srv = await serverOf(shell, args);
    await attempt(
      "Unable to change server workerpool parameters",
      shell.call.serverSetThreadpoolParameters({ srv, params, flags: 0 }),
    );
    return true;
  },
};

const limits: Settable = { "max-clients": "nclients_max", "max-unauth-clients": "nclients_unauth_max" };

export const serverClientsSet: AdminCommand = {
  name: "server-clients-set",
  group: "management",
  help: "set server's client-related configuration limits",
  description:
    "Tune server's client-related configuration limits. See OPTIONS for currently supported attributes.",
  options: [
    serverOption("Server to alter the client-related configuration limits on."),
    {
      name: "max-clients",
      type: "int",
      help: "Change the upper limit to overall number of clients connected to the server.",
    },
    {
      name: "max-unauth-clients",
      type: "int",
      help: "Change the upper limit to number of clients waiting for authentication to be connected to the server",
    },
  ],
  async run(shell, args) {
    const params = settings(shell, args, limits, ["max-unauth-clients", "max-clients"]);
    if (params.length === 0) {
      throw new Failure("At least one of options --max-clients, --max-unauth-clients is mandatory");
    }
    const srv = await serverOf(shell, args);
    await attempt(
      "Unable to change server's client-related configuration limits",
      shell.call.serverSetClientLimits({ srv, params, flags: 0 }),
    );
    return true;
  },
};

export const serverUpdateTls: AdminCommand = {
  name: "server-update-tls",
  group: "management",
  help: "notify server to update TLS related files online.",
  description:
    "notify server to update the CA cert, CA CRL, server cert / key without restarts. See OPTIONS for currently supported attributes.",
  options: [
    serverOption("Available servers on a daemon. Currently only supports 'libvirtd' or 'virtproxyd'."),
  ],
  async run(shell, args) {
    const srv = await serverOf(shell, args);
    await attempt(
      "Unable to update server's tls related files.",
      shell.call.serverUpdateTlsFiles({ srv, flags: 0 }),
    );
    shell.print("update tls related files succeed\n");
    return true;
  },
};
