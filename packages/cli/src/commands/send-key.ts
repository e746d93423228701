// `send-key`: keys pressed on a domain's keyboard.

import { Failure } from "../failure.js";
import { type Command, domainOption } from "../grammar/command.js";
import { lookupDomain } from "./domain.js";

/** virKeycodeSet, by its numbers. */
const codesets = ["linux", "xt", "atset1", "atset2", "atset3", "os_x", "xt_kbd", "usb", "win32", "qnum"];
/** An older name of the last one. */
const codesetAliases: Readonly<Record<string, string>> = { rfb: "qnum" };

/** VIR_DOMAIN_SEND_KEY_MAX_KEYS. */
const maxKeys = 16;
const maxKeyCode = 0xffff;

/** A number as C's strtol reads it with any base. */
function parseKeyNumber(text: string): number | undefined {
  const match = /^[ \t\n\v\f\r]*\+?(0[xX][0-9a-fA-F]+|[0-9]+)$/.exec(text)?.[1];
  if (match === undefined) return undefined;
  if (!/^0[0-9]/.test(match)) return Number(match);
  return /^[0-7]+$/.test(match) ? Number.parseInt(match, 8) : undefined;
}

/** `NAME=1 OTHER=2` as a map. */
const parseNames = (text: string) =>
  new Map(
    text
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split("=") as [string, string])
      .map(([name, code]) => [name, Number(code)]),
  );

async function keyNames(codeset: string): Promise<ReadonlyMap<string, number>> {
  const names = await import("./key-names.js");
  const tables: Readonly<Record<string, string>> = {
    linux: names.linuxKeys,
    os_x: names.osXKeys,
    win32: names.win32Keys,
  };
  return parseNames(tables[codeset] ?? "");
}

async function keyCodes(codeset: string, keys: readonly string[]): Promise<number[]> {
  const names = await keyNames(codeset);
  return keys.map((key, at) => {
    if (at === maxKeys) throw new Failure("too many keycodes");
    const code = names.get(key) ?? parseKeyNumber(key);
    if (code === undefined || code > maxKeyCode) throw new Failure(`invalid keycode: '${key}'`);
    return code;
  });
}

export const sendKey: Command = {
  name: "send-key",
  group: "domain",
  help: "Send keycodes to the guest",
  description: "Send keycodes (integers or symbolic names) to the guest",
  options: [
    domainOption(),
    {
      name: "codeset",
      type: "string",
      nameRequired: true,
      help: "the codeset of keycodes, default:linux",
      complete: codesets,
    },
    {
      name: "holdtime",
      type: "int",
      nameRequired: true,
      help: "the time (in milliseconds) how long the keys will be held",
    },
    { name: "keycode", type: "argv", required: true, help: "the key code" },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "send-key", args);
    const given = args.raw("codeset") || "linux";
    const codeset = codesetAliases[given] ?? given;
    const holdtime = args.uint("holdtime") ?? 0;
    if (!codesets.includes(codeset)) throw new Failure(`unknown codeset: '${given}'`);
    const keycodes = await keyCodes(codeset, args.all("keycode"));
    await shell.call.domainSendKey({
      dom,
      codeset: codesets.indexOf(codeset),
      holdtime,
      keycodes,
      flags: 0,
    });
    return true;
  },
};
