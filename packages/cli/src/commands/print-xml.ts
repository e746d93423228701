// `--xpath` and `--wrap` of all commands that show a definition.

import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";

export const xpathOptions: readonly Option[] = [
  {
    name: "xpath",
    type: "string",
    nameRequired: true,
    help: "xpath expression to filter the XML document",
    complete: [],
  },
  bool("wrap", "wrap xpath results in an common root element"),
];

/** An empty expression ends the command, as virsh does, without a word. */
export function requireXPath(args: Arguments): void {
  if (args.raw("xpath") === "") throw new Failure("");
}

export async function printXml(shell: Shell, args: Arguments, xml: string): Promise<boolean> {
  const xpath = args.raw("xpath");
  if (xpath === undefined) {
    shell.print(xml);
    return true;
  }
  const { selectText } = await import("../xml/select.js");
  shell.print(selectText(xml, xpath, args.has("wrap"), shell.terminal));
  return true;
}
