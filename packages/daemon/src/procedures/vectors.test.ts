// Replays what clients asked libvirtd 9.0.0 and it answered (vectors/*.txt), and expects the same words from us.
//
//     a> procedure {arguments}     client "a" asks; `dom` is the domain "test" and `flags` is 0 where not given
//     a< {result}                  and is answered; "*" stands for anything
//     a! code domain "message"     or refused; behind it [str1, str2, int1, int2] where they are not the usual ones
//     a* event {body}              an event has arrived
//
// A domain is written "name uuid id", bytes as "hex:...", and {DIR} is a directory of the test's own.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  decode,
  ErrorCode,
  encode,
  errorTexts,
  LibvirtError,
  libvirtError,
  MessageType,
  type Procedure,
  remote,
} from "@virtgate/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { errorDomainOf } from "../api-domain.js";
import { type AnyHandlers, Call } from "../call.js";
import { formatUuid, parseUuid } from "../definitions/uuid.js";
import type { Session } from "../session.js";
import { remoteHandlers } from "./index.js";

const folder = join(import.meta.dirname, "vectors");
const handlers = remoteHandlers as AnyHandlers;
const calls = remote.calls as unknown as { readonly [name: string]: Procedure };
const eventNames = new Map(Object.entries(remote.events).map(([name, event]) => [event, name]));

class Client {
  readonly events: string[] = [];
  readonly #closing: (() => void)[] = [];
  readonly session: Session = {
    id: 1,
    transport: "memory",
    distinguishedName: null,
    certified: undefined,
    address: null,
    peer: undefined,
    signIn: undefined,
    guard: undefined,
    passFds: async () => false,
    identity: undefined,
    readonly: false,
    signedIn: true,
    driver: undefined,
    sendEvent: (_program, event, body) => {
      const name = eventNames.get(event as never) ?? "?";
      this.events.push(`${name} ${written(decode(event.body, encode(event.body, body)))}`);
    },
    enableKeepAlive() {},
    afterReply() {},
    protect() {},
    cutOff() {},
    closeAfterReply() {},
    onClose: (callback) => this.#closing.push(callback),
    refuse: (_rule, error) => error,
  };

  close(): void {
    for (const callback of this.#closing) callback();
  }

  async ask(name: string, args: object): Promise<string> {
    const header = { program: 0, version: 0, procedure: 0, type: MessageType.call, serial: 0, status: 0 };
    const call = new Call(this.session, header, { download() {}, upload() {} });
    const procedure = calls[name];
    const handler = handlers[name];
    if (procedure === undefined) return "no procedure";
    // As dispatch answers.
    if (handler === undefined) return refusal(notSupported(procedure.api ?? name));
    try {
      const ret = await handler(call, { dom: test1, flags: 0, ...args } as never);
      return `< ${written(decode(procedure.ret, encode(procedure.ret, ret)))}`;
    } catch (thrown) {
      if (!(thrown instanceof LibvirtError)) throw thrown;
      return refusal(thrown);
    }
  }
}

const notSupported = (api: string) => libvirtError(errorDomainOf(api), ErrorCode.noSupport, api);

const test1 = domain("test 6695eb01-f6a4-8304-79aa-97f2502e193f 1");

function domain(text: string) {
  const [, name = "", uuid = "", id = ""] = /^(.*) ([0-9a-f-]{36}) (-?\d+)$/.exec(text) ?? [];
  return { name, uuid: parseUuid(uuid)!, id: Number(id) };
}

function refusal({ code, domain, message, str1, str2, str3, int1, int2 }: LibvirtError): string {
  expect(str3).toBeNull();
  const [plain, template] = errorTexts[code] ?? [];
  const usual =
    int1 === -1 &&
    int2 === -1 &&
    (str2 === null ? str1 === plain : str1 === template && message === template?.replace("%s", () => str2));
  const details = usual ? "" : ` ${JSON.stringify([str1, str2, int1, int2])}`;
  return `! ${code} ${domain} ${JSON.stringify(message)}${details}`;
}

/** A value in the form of the vectors. */
const written = (value: unknown) =>
  JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === "bigint") return Number(part);
    if (part instanceof Uint8Array) return `hex:${Buffer.from(part).toString("hex")}`;
    if (isDomain(part)) return `${part.name} ${formatUuid(part.uuid)} ${part.id}`;
    return part;
  });

const isDomain = (value: unknown): value is ReturnType<typeof domain> =>
  typeof value === "object" && value !== null && Object.keys(value).join() === "name,uuid,id";

/** Arguments as a handler gets them. */
function readArguments(text: string): object {
  const exact = text.replace(/(?<=[:,[])\d{16,}(?=[\],}])/g, '"big:$&"');
  return JSON.parse(exact, (key, part: unknown) => {
    if (key === "dom" && typeof part === "string") return domain(part);
    if (key === "memory" || key === "capacity")
      return BigInt(typeof part === "string" ? part.slice(4) : (part as number));
    if (typeof part === "string" && part.startsWith("hex:"))
      return Uint8Array.from(Buffer.from(part.slice(4), "hex"));
    return part;
  });
}

/** What was recorded, with what cannot be known left open. */
function expected(line: string): unknown {
  const json = line.replace(/^[<*!]( [\w]+)? /, "");
  if (!line.startsWith("<")) return line;
  return JSON.parse(json, (_key, part: unknown) => (part === "*" ? expect.anything() : part));
}

const steps = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("# "));

let directory: string;
const clients = new Map<string, Client>();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "virtgate-vectors-"));
});
afterEach(() => {
  for (const client of clients.values()) client.close();
  clients.clear();
  rmSync(directory, { recursive: true });
});

const files = readdirSync(folder);

test("there are vectors", () => {
  expect(files.length).toBeGreaterThan(5);
});

test.for(files)("%s", async (file) => {
  let answer = "";
  let question = "";
  for (const [number, line] of steps(readFileSync(join(folder, file), "utf8")).entries()) {
    const [, who = "", mark = "", recorded = ""] =
      /^(\w)([><!*]) ?(.*)$/.exec(line.replaceAll("{DIR}", directory)) ?? [];
    const client = clients.get(who) ?? new Client();
    clients.set(who, client);
    const where = `${file}, step ${number}: ${question}`;
    if (mark === ">") {
      question = line;
      const [, name = "", args = "{}"] = /^(\w+) ?(.+)?$/.exec(recorded) ?? [];
      answer = await client.ask(name, readArguments(args));
    } else if (mark === "*") {
      await new Promise((resolve) => setImmediate(resolve));
      expect(client.events.shift(), where).toBe(recorded);
    } else if (mark === "!") {
      expect(answer, where).toBe(`! ${recorded}`);
    } else {
      expect(answer.slice(0, 2), `${where}: ${answer}`).toBe("< ");
      expect(JSON.parse(answer.slice(2)), where).toEqual(expected(`< ${recorded}`));
    }
  }
  await new Promise((resolve) => setImmediate(resolve));
  for (const client of clients.values()) expect(client.events).toEqual([]);
});
