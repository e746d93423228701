// The other end of a sign-in through Cyrus SASL, with its layer: drives sasl-peer.c, which it compiles when needed.
import { type ChildProcess, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cleanEnvironment, endProcess, spawnTied } from "./harness-process.js";
import { root } from "./peers.js";

/** Compiles the program into a folder that is to be removed with `remove`. */
export function compilePeer(): { program: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-sasl-peer-"));
  const program = join(folder, "sasl-peer");
  execFileSync("gcc", ["-O1", "-Wall", "-o", program, join(root, "interop/sasl-peer.c"), "-lsasl2"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return { program, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What the program answered. `sign`: ">" goes on, "=" is done, "+" encoded or decoded, "!" refused. */
export interface Answer {
  readonly sign: ">" | "=" | "+" | "!";
  /** null: nothing was said. */
  readonly data: Uint8Array | null;
  /** Of a refusal: Cyrus' text. */
  readonly text: string;
}

/** How a sign-in ended. */
export interface Ended {
  readonly ssf: number;
  readonly maxPayload: number;
  readonly user: string;
}

const deadlineMs = 20_000;

export class SaslPeer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #log = "";
  ended: Ended | undefined;

  constructor(
    program: string,
    side: "client" | "server",
    properties: Readonly<Record<string, string | number>>,
    environment: NodeJS.ProcessEnv = {},
  ) {
    const args = Object.entries(properties).map(([key, value]) => `${key}=${value}`);
    this.#child = spawnTied(program, [side, ...args], {
      env: cleanEnvironment(environment),
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child.stdin!.on("error", () => {}); // it has gone: seen as the end of its lines
    this.#child.stderr!.on("data", (data: Buffer) => {
      this.#log += data.toString();
    });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** What Cyrus has logged. */
  get log(): string {
    return this.#log;
  }

  /** Takes what was received; null for nothing. */
  async step(data: Uint8Array | null): Promise<Answer> {
    const answer = await this.#ask(data === null ? "N" : line("S", data));
    if (answer.sign === "=") {
      const [, ssf, maxPayload, user] = /^i (\d+) (\d+) (.*)$/.exec(await this.#line())!;
      this.ended = { ssf: Number(ssf), maxPayload: Number(maxPayload), user: user! };
    }
    return answer;
  }

  encode = async (payload: Uint8Array): Promise<Uint8Array> => this.#layer("E", payload);
  decode = async (received: Uint8Array): Promise<Uint8Array> => this.#layer("D", received);

  async #layer(letter: string, data: Uint8Array): Promise<Uint8Array> {
    const answer = await this.#ask(line(letter, data));
    if (answer.sign !== "+") throw new Error(`Cyrus: ${answer.text}`);
    return answer.data ?? new Uint8Array(0);
  }

  async #ask(question: string): Promise<Answer> {
    this.#child.stdin!.write(`${question}\n`);
    const answer = await this.#line();
    const sign = answer[0] as Answer["sign"];
    if (sign === "!") return { sign, data: null, text: answer.slice(2) };
    return { sign, data: answer.length === 1 ? null : Buffer.from(answer.slice(2), "base64"), text: "" };
  }

  async #line(): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`Cyrus says nothing; its log: ${this.#log}`)), deadlineMs);
    });
    try {
      const { value, done } = await Promise.race([this.#lines.next(), late]);
      if (done) throw new Error(`Cyrus has ended; its log: ${this.#log}`);
      return value;
    } finally {
      clearTimeout(timer);
    }
  }

  async end(): Promise<void> {
    this.#child.stdin!.end();
    await endProcess(this.#child);
  }
}

const line = (letter: string, data: Uint8Array) => `${letter} ${Buffer.from(data).toString("base64")}`;
