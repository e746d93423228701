// What somebody saw on a terminal, without what differs between two line editors.

const csi = "\u001b\\[";
const editing = new RegExp(`${csi}\\?2004[hl]\\r?|${csi}\\d*[GJ]`, "g");

/** Without what line editors write around their prompts, and what virsh's polkit agent has to say on a terminal. */
export const onTerminal = (text: string) =>
  text
    .replace(editing, "")
    .replaceAll("\r", "")
    .replace(/^Authorization not available\. .*\n/gm, "");
