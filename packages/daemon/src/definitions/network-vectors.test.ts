/**
 * What the real libvirt made of networks and interfaces, and of updates of networks. network-vectors/record.py asks it
 * again and says how a case is written; adding a case is adding it there and running that.
 */
import { readdirSync, readFileSync } from "node:fs";
import { LibvirtError } from "@virtgate/protocol";
import { NetworkUpdateCommand, NetworkUpdateSection } from "@virtgate/protocol/constants";
import { describe, expect, test } from "vitest";
import { formatInterface } from "./interface/definition.js";
import { parseInterface } from "./interface/parse.js";
import { formatNetwork } from "./network/format.js";
import { parseNetwork } from "./network/parse.js";
import { updateNetwork } from "./network/update.js";

interface Case {
  readonly title: string;
  readonly xml: string;
  readonly updates: readonly string[];
  readonly answer: string;
  /** The answer to what the answer says. */
  readonly again: string;
}

/** No vector depends on chance: each gives its own UUID. */
const context = { random: (count: number) => new Uint8Array(count).fill(0xaa) };

function cases(folder: string): (readonly [file: string, cases: readonly Case[]])[] {
  const url = new URL(`./${folder}/`, import.meta.url);
  const files = readdirSync(url).filter((file) => file.endsWith(".txt"));
  return files.map((file) => [
    file,
    readFileSync(new URL(file, url), "utf8").split(/^### /m).slice(1).map(read),
  ]);
}

function read(block: string): Case {
  const [given = "", answer = "", again = answer] = block.split("\n=> ");
  const [title = "", ...lines] = given.split("\n");
  const isUpdate = (line: string) => line.startsWith(">> ");
  return {
    title,
    xml: lines.filter((line) => !isUpdate(line)).join("\n"),
    updates: lines.filter(isUpdate),
    answer: answer.trimEnd(),
    again: again.trimEnd(),
  };
}

function answerOf(make: () => string): string {
  try {
    return `accepted\n${make()}`.trimEnd();
  } catch (error) {
    if (error instanceof LibvirtError) return `${error.code} ${error.domain} ${error.message}`.trimEnd();
    throw error;
  }
}

/** `add-last` -> addLast; a number stays one. */
function numberOf(names: Readonly<Record<string, number>>, word: string): number {
  return names[word.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())] ?? Number(word);
}

function networkAnswer({ xml, updates }: Case): string {
  let network = parseNetwork(xml, context);
  for (const line of updates) {
    const [, command = "", section = "", index = "", part = ""] =
      /^>> (\S+) (\S+) (\S+) (.*)$/.exec(line) ?? [];
    const update = {
      command: numberOf(NetworkUpdateCommand, command),
      section: numberOf(NetworkUpdateSection, section),
      parentIndex: Number(index),
      xml: part,
      // record.py never starts a network.
      inactive: true,
    };
    network = updateNetwork(network, update, context);
  }
  return formatNetwork(network);
}

const kinds = [
  ["network-vectors", networkAnswer, (xml: string) => formatNetwork(parseNetwork(xml, context))],
  [
    "interface-vectors",
    ({ xml }: Case) => formatInterface(parseInterface(xml, context)),
    (xml: string) => formatInterface(parseInterface(xml, context)),
  ],
] as const;

describe.each(kinds)("%s, as libvirt answered", (folder, make, rewrite) => {
  describe.each(cases(folder))("%s", (_file, all) => {
    test("there are cases", () => expect(all.length).toBeGreaterThan(40));
    test.each(all)("$title", (one) => {
      expect(answerOf(() => make(one))).toBe(one.answer);
    });
    const accepted = all.filter(({ answer }) => answer.startsWith("accepted\n"));
    test.each(accepted)("$title, read back", ({ answer, again }) => {
      expect(answerOf(() => rewrite(answer.slice("accepted\n".length)))).toBe(again);
    });
  });
});
