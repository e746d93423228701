// `desc`: a domain's description and title.

import { editText } from "../editor.js";
import { attempt } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { affectConfig, domainText, metadataType, type TextKind } from "./domain-metadata.js";

/** VIR_DOMAIN_AFFECT_LIVE. */
const affectLive = 1;

async function change(shell: Shell, dom: DomainRef, kind: TextKind, old: string, args: Arguments) {
  const given = args.all("new-desc");
  let text = given.length > 0 ? given.join(" ") : old;
  if (args.has("edit")) {
    text = await editText(shell, text);
  }
  // Editors like to end a file with a newline, which a title cannot have.
  if (kind === "title") text = text.replace(/\n$/, "");
  if (args.has("edit") && text === old) {
    shell.extra(`Domain ${kind} not changed\n`);
    return;
  }
  const flags = (args.has("config") ? affectConfig : 0) | (args.has("live") ? affectLive : 0);
  await attempt(
    `Failed to set new domain ${kind}`,
    shell.call.domainSetMetadata({
      dom,
      type: metadataType[kind],
      metadata: text,
      key: null,
      uri: null,
      flags,
    }),
  );
  shell.extra(`Domain ${kind} updated successfully`);
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  exclusive(args, ["current", "live"], ["current", "config"]);
  const kind = args.has("title") ? "title" : "description";
  const dom = await lookupDomain(shell, "desc", args);
  const old = await domainText(shell, dom, kind, args.has("config") ? affectConfig : 0);
  if (args.has("edit") || args.has("new-desc")) await change(shell, dom, kind, old, args);
  else if (old === "") shell.extra(`No ${kind} for domain: ${dom.name}`);
  else shell.print(old);
  return true;
}

export const desc: Command = {
  name: "desc",
  group: "domain",
  help: "show or set domain's description or title",
  description: "Allows setting or modifying the description or title of a domain.",
  options: [
    domainOption(),
    bool("live", "modify/get running state"),
    bool("config", "modify/get persistent configuration"),
    bool("current", "modify/get current state configuration"),
    bool("title", "modify/get the title instead of description"),
    bool("edit", "open an editor to modify the description"),
    { name: "new-desc", type: "argv", help: "message" },
  ],
  run,
};
