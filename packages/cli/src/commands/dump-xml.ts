// What the `*dumpxml` commands have in common: a document, or what an XPath expression selects of it.

import type { Arguments } from "../grammar/arguments.js";
import { bool, type Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";

export const xpathOptions: readonly Option[] = [
  {
    name: "xpath",
    type: "string",
    nameRequired: true,
    help: "xpath expression to filter the XML document",
  },
  bool("wrap", "wrap xpath results in an common root element"),
];

/** Prints what `read` gets from the host, which is not asked when the expression is empty. False: it is. */
export async function dumpXml(shell: Shell, args: Arguments, read: () => Promise<string>): Promise<boolean> {
  const xpath = args.raw("xpath");
  if (xpath === "") return false;
  const xml = await read();
  if (xpath === undefined) {
    shell.print(xml);
    return true;
  }
  const { selectText } = await import("../xml/select.js");
  shell.print(selectText(xml, xpath, args.has("wrap"), shell.terminal));
  return true;
}
