// Lines typed into the shell, and commands that start an editor.
import type { Row } from "./table.js";

const typed = (...lines: string[]): Row => ({ typed: lines.map((line) => `${line}\n`).join("") });

const edit = (editor: string, ...args: string[]): Row => ({
  args,
  environment: { VISUAL: editor, EDITOR: editor },
});

export const interactive: Row[] = [
  typed("list", "quit"),
  typed("list"),
  typed("suspend test", "domstate test", "resume test", "list", "exit"),
  typed("nosuch", "dominfo nosuch", "uri"),
  typed("", "   ", "# comment", "list --name"),
  typed("list --name; domstate test", "quit", "list"),
  typed("echo 'an open quote", "list --name"),
  { typed: "list --name" },
  { typed: "" },
  { args: ["-q"], typed: "list\nquit\n" },
  { args: ["-r"], typed: "suspend test\n" },

  edit("true", "edit test"),
  edit("false", "edit test"),
  edit("/nosuch/editor", "edit test"),
  edit("sed -i s/8388608/4194304/", "edit test; dumpxml test --inactive"),
  edit("sed -i s,</domain>,,", "edit test"),
  edit("sed -i s/<name>test/<name>other/", "edit test"),
  edit("true", "edit nosuch"),
  edit("true", "edit"),
  edit("sed -i s/8388608/4194304/", "define web.xml; edit --skip-validate web; dumpxml web"),
  edit("sed -i 1s/^/New/", "desc --edit test; desc test"),
];
