// The wire lock: every procedure and event as a line of text, so that a change of the wire shows in a review.

import {
  type Access,
  admin,
  type EventProcedure,
  errorLayout,
  keepalive,
  lxc,
  type Procedure,
  qemu,
  remote,
  streamHole,
  type When,
} from "@virtgate/protocol";

const heading = `# What goes over the wire, one procedure or event a line: program, number, kind, name, layouts, then
#   on=ARGUMENT     whose object the permissions are about
#   needs=...       permissions of the caller; "?" and a test when they depend on an argument
#   filter=...      permission that each item of the answer needs
#   readonly=no     refused on a read-only connection, always or by a test
#   open            may be called before sign-in
# A changed line breaks peers that are in use. Rewrite with: node build/scripts/wire-lock.js --write
`;

const test = ({ argument, test, value }: When) => `${argument}:${test}:${value}`;

const need = (access: Access) =>
  typeof access === "string" ? access : `${access.permission}?${test(access.when)}`;

function callLine(program: string, name: string, call: Procedure): string {
  const words = [program, call.number, "call", name, call.args.text, "->", call.ret.text, call.priority];
  if (call.on !== undefined) words.push(`on=${call.on}`);
  if (call.access.length > 0) words.push(`needs=${call.access.map(need).join(",")}`);
  if (call.filter.length > 0) words.push(`filter=${call.filter.join(",")}`);
  if (call.write !== false) words.push(`readonly=no${call.write === true ? "" : `?${test(call.write)}`}`);
  if (call.open) words.push("open");
  if (call.stream !== undefined) words.push(`stream=${call.stream}`);
  if (call.sparseFlag !== undefined) words.push(`sparse=${call.sparseFlag}`);
  if (call.fds !== undefined) words.push(`fds=${call.fds}`);
  return words.join(" ");
}

function eventLine(program: string, name: string, { number, body, event, callback }: EventProcedure): string {
  const words = [program, number, "event", name, body.text];
  if (event !== undefined) words.push(`id=${event.class}:${event.id}`);
  if (callback) words.push("callback");
  return words.join(" ");
}

/** The text of wire.lock as the declarations of this moment would have it. */
export function wireLock(): string {
  const lines = [`error ${errorLayout.text}`, `hole ${streamHole.text}`];
  for (const { name, number, version, calls, events } of [remote, qemu, lxc, admin, keepalive]) {
    lines.push(`${name} program 0x${number.toString(16).padStart(8, "0")} version ${version}`);
    const numbered: [number, string][] = [
      ...Object.entries<Procedure>({ ...calls }).map(([key, it]): [number, string] => [
        it.number,
        callLine(name, key, it),
      ]),
      ...Object.entries<EventProcedure>({ ...events }).map(([key, it]): [number, string] => [
        it.number,
        eventLine(name, key, it),
      ]),
    ];
    lines.push(...numbered.sort(([a], [b]) => a - b).map(([, line]) => line));
  }
  return `${heading}${lines.join("\n")}\n`;
}

/** What changed, as lines with "-" (locked) and "+" (declared now). Empty when nothing did. */
export function wireLockChanges(locked: string, now: string): string[] {
  const before = new Set(locked.split("\n"));
  const after = new Set(now.split("\n"));
  const gone = [...before].filter((line) => !after.has(line)).map((line) => `- ${line}`);
  const come = [...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`);
  // The two versions of a line under each other.
  const key = (line: string) => line.slice(2).split(" ", 2).join(" ");
  return [...gone, ...come].sort((a, b) => key(a).localeCompare(key(b), "en", { numeric: true }));
}
