// `list`: the domains of a host.

import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { compareNames } from "./compare-names.js";
import { type DomainRef, formatUuid, noId } from "./domain.js";
import { domainTitle } from "./domain-metadata.js";
import { stateName } from "./domain-state.js";
import { printJson, wantsJson } from "./output.js";

/** virConnectListAllDomainsFlags. */
const active = 1;
const inactive = 2;
const filters: readonly (readonly [option: string, flag: number])[] = [
  ["persistent", 4],
  ["transient", 8],
  ["state-running", 16],
  ["state-paused", 32],
  ["state-shutoff", 64],
  ["state-other", 128],
  ["with-managed-save", 256],
  ["without-managed-save", 512],
  ["autostart", 1024],
  ["no-autostart", 2048],
  ["with-snapshot", 4096],
  ["without-snapshot", 8192],
  ["with-checkpoint", 16384],
  ["without-checkpoint", 32768],
];

export function listFlags(args: Arguments): number {
  let flags = active;
  if (args.has("inactive") || args.has("state-shutoff")) flags = inactive;
  if (args.has("all")) flags = active | inactive;
  return filters.reduce((all, [option, flag]) => (args.has(option) ? all | flag : all), flags);
}

/** Running domains by id, then the others by name whatever its case. */
export function sortDomains(domains: readonly DomainRef[]): DomainRef[] {
  const compare = (a: DomainRef, b: DomainRef) => {
    if (a.id !== noId && b.id !== noId) return a.id - b.id;
    if (a.id !== noId) return -1;
    if (b.id !== noId) return 1;
    return compareNames(a.name, b.name);
  };
  return [...domains].sort(compare);
}

async function shownState(shell: Shell, dom: DomainRef, markSaved: boolean): Promise<string> {
  try {
    if (markSaved && dom.id === noId) {
      const { result } = await shell.call.domainHasManagedSaveImage({ dom, flags: 0 });
      if (result !== 0) return "saved";
    }
    const { state } = await shell.call.domainGetState({ dom, flags: 0 });
    return stateName(state);
  } catch {
    // A domain may vanish between the two calls.
    return stateName(0);
  }
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  exclusive(args, ["table", "name"], ["table", "uuid"], ["table", "id"]);
  const json = wantsJson(args);
  const flags = listFlags(args);
  const { domains } = await shell.call.connectListAllDomains({ needResults: 1, flags });
  const sorted = sortDomains(domains);
  const columns = ["uuid", "id", "name"].filter((column) => args.has(column));
  if (!json && columns.length > 0) {
    // A list of nothing but ids is a list of the domains that have one.
    const shown = columns.join() === "id" ? sorted.filter(({ id }) => id !== noId) : sorted;
    for (const dom of shown) shell.print(`${shortLine(dom, columns)}\n`);
    return true;
  }
  const withTitle = args.has("title");
  const rows = await Promise.all(
    sorted.map(async (dom) => ({
      dom,
      state: await shownState(shell, dom, args.has("managed-save")),
      title: withTitle || json ? await domainTitle(shell, dom) : "",
    })),
  );
  if (json) {
    const shown = rows.map(({ dom, state, title }) => ({
      id: dom.id === noId ? null : dom.id,
      name: dom.name,
      uuid: formatUuid(dom.uuid),
      state,
      title: title === "" ? null : title,
    }));
    printJson(shell, shown);
    return true;
  }
  const heading = ["Id", "Name", "State", ...(withTitle ? ["Title"] : [])];
  const cells = rows.map(({ dom, state, title }) => [
    showId(dom),
    dom.name,
    state,
    ...(withTitle ? [title] : []),
  ]);
  shell.table(heading, cells);
  return true;
}

const showId = ({ id }: DomainRef) => (id === noId ? "-" : String(id));

function shortLine(dom: DomainRef, columns: readonly string[]): string {
  const value: Record<string, string> = { uuid: formatUuid(dom.uuid), id: showId(dom), name: dom.name };
  return columns.map((column) => value[column]).join(" ");
}

export const list: Command = {
  name: "list",
  group: "monitor",
  help: "list domains",
  description: "Returns list of domains.",
  options: [
    bool("inactive", "list inactive domains"),
    bool("all", "list inactive & active domains"),
    bool("transient", "list transient domains"),
    bool("persistent", "list persistent domains"),
    bool("with-snapshot", "list domains with existing snapshot"),
    bool("without-snapshot", "list domains without a snapshot"),
    bool("with-checkpoint", "list domains with existing checkpoint"),
    bool("without-checkpoint", "list domains without a checkpoint"),
    bool("state-running", "list domains in running state"),
    bool("state-paused", "list domains in paused state"),
    bool("state-shutoff", "list domains in shutoff state"),
    bool("state-other", "list domains in other states"),
    bool("autostart", "list domains with autostart enabled"),
    bool("no-autostart", "list domains with autostart disabled"),
    bool("with-managed-save", "list domains with managed save state"),
    bool("without-managed-save", "list domains without managed save"),
    bool("uuid", "list uuid's only"),
    bool("name", "list domain names only"),
    bool("id", "list domain IDs only"),
    bool("table", "list table (default)"),
    bool("managed-save", "mark inactive domains with managed save state"),
    bool("title", "show domain title"),
    outputOption,
  ],
  run,
};
