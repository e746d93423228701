// `qemu-monitor-command` and its like: what passes libvirt by. `lxc-enter-namespace` for containers.

import { closeSync } from "node:fs";
import { type Args, ErrorCode, ErrorDomain, libvirtError, type Procedure, qemu } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number, text } from "../grammar/command.js";
import { onInterrupt } from "../interrupt.js";
import { compactObject, jsonMember, prettyJson } from "../json-text.js";
import type { Shell } from "../shell.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { timestampOf } from "./event-wait.js";
import { passedFds } from "./pass-fds.js";
import { timeoutMs } from "./timeout.js";

type Calls = typeof qemu.calls;

function invoke<Name extends keyof Calls>(shell: Shell, name: Name, args: object): Promise<unknown> {
  return shell.host.invoke(qemu, qemu.calls[name] as unknown as Procedure<object, unknown>, args);
}

/** The words of a command, as one line. */
const commandLine = (args: Arguments) => args.all("cmd").join(" ");

function pretty(json: string): string {
  const shown = prettyJson(json);
  if (shown === undefined) throw unparsable(json);
  return shown;
}

const unparsable = (json: string) =>
  libvirtError(ErrorDomain.none, ErrorCode.internalError, `cannot parse json ${json}`);

/** An object as it is, or else made of the name of a command and its arguments: an object, or members of one. */
function monitorCommand([name, ...words]: readonly string[]): string {
  const whole = [name, ...words].join(" ");
  if (compactObject(whole) !== undefined) return whole;
  const execute = `{"execute":${JSON.stringify(name)}`;
  if (words.length === 0) return `${execute}}`;
  const members = `{${words.join(",")}}`;
  const given = compactObject(words.join(" ")) ?? compactObject(members);
  if (given === undefined) {
    const problem = `failed to wrap arguments '${words.join(" ")}' into a QMP command wrapper`;
    throw new Failure(problem, unparsable(members));
  }
  return `${execute},"arguments":${given}}`;
}

/** VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP */
const hmp = 1;

export const qemuMonitorCommand: Command = {
  name: "qemu-monitor-command",
  group: "domain",
  help: "QEMU Monitor Command",
  description: "QEMU Monitor Command",
  options: [
    domainOption(),
    bool("hmp", "command is in human monitor protocol"),
    bool("pretty", "pretty-print any qemu monitor protocol output"),
    bool("return-value", "extract the value of the 'return' key from the returned string"),
    {
      name: "pass-fds",
      type: "string",
      help: "pass file descriptors N,M,... along with the command",
      nameRequired: true,
    },
    { name: "cmd", type: "argv", help: "command", required: true },
  ],
  async run(shell, args) {
    exclusive(args, ["hmp", "pretty"], ["hmp", "return-value"]);
    const dom = await lookupDomain(shell, "qemu-monitor-command", args);
    const flags = args.has("hmp") ? hmp : 0;
    const cmd = args.has("hmp") ? commandLine(args) : monitorCommand(args.all("cmd"));
    const result = await tellMonitor(shell, { dom, cmd, flags }, passedFds(args));
    shell.print(monitorAnswer(result, args));
    return true;
  },
};

async function tellMonitor(
  shell: Shell,
  told: Args<Calls["domainMonitorCommand"]>,
  fds: readonly number[],
): Promise<string> {
  if (fds.length === 0) {
    return ((await invoke(shell, "domainMonitorCommand", told)) as { result: string }).result;
  }
  const withFiles = qemu.calls.domainMonitorCommandWithFiles;
  const answer = await shell.host.callWithFds(qemu, withFiles, told, fds);
  // Nobody has asked for any.
  for (const fd of answer.fds) closeSync(fd);
  return answer.ret.result;
}

function monitorAnswer(result: string, args: Arguments): string {
  if (!args.has("return-value") && !args.has("pretty")) return `${result}\n`;
  let shown = result;
  if (args.has("return-value")) {
    const value = jsonMember(result, "return");
    if (value === undefined) throw new Failure("'return' member missing");
    shown = value;
  }
  return args.has("pretty") ? pretty(shown) : shown;
}

/** virDomainQemuAgentCommandTimeoutValues */
const agentTimeout = { block: -2, default: -1, noWait: 0 } as const;

export const qemuAgentCommand: Command = {
  name: "qemu-agent-command",
  group: "domain",
  help: "QEMU Guest Agent Command",
  description: "Run an arbitrary qemu guest agent command; use at your own risk",
  options: [
    domainOption(),
    { name: "timeout", type: "int", help: "timeout seconds. must be positive.", nameRequired: true },
    bool("async", "execute command without waiting for timeout"),
    bool("block", "execute command without timeout"),
    bool("pretty", "pretty-print the output"),
    { name: "cmd", type: "argv", help: "command", required: true },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "qemu-agent-command", args);
    const cmd = commandLine(args);
    const seconds = args.int("timeout");
    if (seconds !== undefined && seconds < 1) throw new Failure("timeout must be positive");
    if ([args.has("timeout"), args.has("async"), args.has("block")].filter(Boolean).length > 1) {
      throw new Failure("timeout, async and block options are exclusive");
    }
    const timeout = args.has("async")
      ? agentTimeout.noWait
      : args.has("block")
        ? agentTimeout.block
        : (seconds ?? agentTimeout.default);
    const answer = (await invoke(shell, "domainAgentCommand", { dom, cmd, timeout, flags: 0 })) as {
      result: string | null;
    };
    if (answer.result !== null)
      shell.print(args.has("pretty") ? `${pretty(answer.result)}\n` : `${answer.result}\n`);
    return true;
  },
};

export const qemuAttach: Command = {
  name: "qemu-attach",
  group: "domain",
  help: "QEMU Attach",
  description: "QEMU Attach",
  options: [{ name: "pid", type: "data", help: "pid", required: true }],
  async run(shell, args) {
    const pidValue = args.uint("pid")!;
    const attaching = invoke(shell, "domainAttach", { pidValue, flags: 0 }) as Promise<{ dom: DomainRef }>;
    const { dom } = await attempt(`Failed to attach to pid ${pidValue}`, attaching);
    shell.extra(`Domain '${dom.name}' attached to pid ${pidValue}\n`);
    return true;
  },
};

/** VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_... */
const registerFlag = { regex: 1, "no-case": 2 } as const;

interface MonitorEvent {
  readonly callbackID: number;
  readonly dom: DomainRef;
  readonly event: string;
  readonly seconds: bigint;
  readonly micros: number;
  readonly details: string | null;
}

function eventText({ dom, event, seconds, micros, details }: MonitorEvent, args: Arguments): string {
  const prefix = args.has("timestamp")
    ? `${timestampOf(new Date())}: event ${event}`
    : `event ${event} at ${seconds}.${String(micros).padStart(6, "0")}`;
  const shown = details !== null && args.has("pretty") ? pretty(details) : (details ?? "<null>");
  return `${prefix} for domain '${dom.name}': ${shown}\n`;
}

export const qemuMonitorEvent: Command = {
  name: "qemu-monitor-event",
  group: "domain",
  help: "QEMU Monitor Events",
  description: "Listen for QEMU Monitor Events",
  options: [
    text("domain", "filter by domain name, id or uuid"),
    text("event", "filter by event name"),
    bool("pretty", "pretty-print any JSON output"),
    bool("loop", "loop until timeout or interrupt, rather than one-shot"),
    number("timeout", "timeout seconds"),
    bool("regex", "treat event as a regex rather than literal filter"),
    bool("no-case", "treat event case-insensitively"),
    bool("timestamp", "show timestamp for each printed event"),
  ],
  async run(shell, args) {
    const flags = Object.entries(registerFlag).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    const event = args.string("event") ?? null;
    const timeout = timeoutMs(args);
    const dom = args.has("domain") ? await lookupDomain(shell, "qemu-monitor-event", args) : null;
    const registered = (await invoke(shell, "connectDomainMonitorEventRegister", { dom, event, flags })) as {
      callbackID: number;
    };
    let count = 0;
    const how = await new Promise<string | undefined>((resolve) => {
      const release = [
        onInterrupt(() => end("event loop interrupted\n")),
        shell.host.onProgramEvent<MonitorEvent>(qemu, qemu.events.domainMonitorEvent, (heard) => {
          if (heard.callbackID !== registered.callbackID) return;
          shell.print(eventText(heard, args));
          count++;
          if (!args.has("loop")) end(undefined);
        }),
      ];
      const timer =
        timeout === undefined ? undefined : setTimeout(() => end("event loop timed out\n"), timeout);
      function end(words: string | undefined): void {
        clearTimeout(timer);
        for (const one of release) one();
        resolve(words);
      }
    });
    if (how !== undefined) shell.print(how);
    shell.print(`events received: ${count}\n`);
    await invoke(shell, "connectDomainMonitorEventDeregister", { callbackID: registered.callbackID });
    return count > 0;
  },
};

export const lxcEnterNamespace: Command = {
  name: "lxc-enter-namespace",
  group: "domain",
  help: "LXC Guest Enter Namespace",
  description: "Run an arbitrary command in a lxc guest namespace; use at your own risk",
  options: [
    domainOption(),
    bool("noseclabel", "Do not change process security label"),
    { name: "cmd", type: "argv", help: "command to run", required: true },
  ],
  async run(shell, args) {
    await lookupDomain(shell, "lxc-enter-namespace", args);
    // Descriptors of namespaces come over the host's own socket, and Node cannot receive them.
    throw libvirtError(ErrorDomain.none, ErrorCode.noSupport, "virDomainLxcOpenNamespace");
  },
};
