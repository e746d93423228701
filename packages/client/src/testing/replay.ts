// Plays a recorded exchange: the server's part is sent, the client's part must come byte for byte.

import { readFileSync } from "node:fs";
import { FrameReader } from "@virtgate/protocol";
import type { memoryPair } from "../transports/memory.js";
import type { LocalDriver } from "../transports/transport.js";

interface Recorded {
  readonly sender: "C" | "S";
  readonly title: string;
  readonly hex: string;
}

/** The packets of one connection of a file in packages/protocol/vectors. */
function recording(name: string, connection: number): Recorded[] {
  const url = new URL(`../../../protocol/vectors/${name}.txt`, import.meta.url);
  const packets = readFileSync(url, "utf8")
    .split(/\n(?=\d+ [CS] )/)
    .slice(1);
  return packets
    .map((packet) => {
      const [title = "", ...lines] = packet.split("\n");
      const [, number, sender] = /^(\d+) ([CS]) /.exec(title)!;
      const hex = lines
        .filter((line) => /^ +[0-9a-f ]+$/.test(line))
        .join("")
        .replaceAll(" ", "");
      return { number: Number(number), sender: sender as "C" | "S", title, hex };
    })
    .filter(({ number }) => number === connection);
}

export class Replay implements LocalDriver {
  readonly scheme = "replay";
  /** What differs from the recording; empty when all is well. */
  readonly differences: string[] = [];
  readonly #left: Recorded[];
  readonly #oneByteAtATime: boolean;

  constructor(name: string, connection = 1, oneByteAtATime = false) {
    this.#left = recording(name, connection);
    this.#oneByteAtATime = oneByteAtATime;
  }

  /** Titles of what has not happened yet. */
  get left(): string[] {
    return this.#left.map(({ title }) => title);
  }

  serve(transport: ReturnType<typeof memoryPair>[0]): void {
    const frames = new FrameReader();
    const send = () => {
      while (this.#left[0]?.sender === "S") {
        const bytes = Buffer.from(this.#left.shift()!.hex, "hex");
        if (this.#oneByteAtATime) for (const byte of bytes) transport.send(Uint8Array.of(byte));
        else transport.send(bytes);
      }
    };
    transport.onClose(() => {});
    transport.onData((chunk) => {
      frames.push(chunk);
      for (let packet = frames.next(); packet !== undefined; packet = frames.next()) {
        const expected = this.#left.shift();
        const hex = Buffer.from(packet).toString("hex");
        if (expected?.sender !== "C" || hex !== expected.hex) {
          this.differences.push(`expected ${expected?.title}\n  ${expected?.hex}\nfound\n  ${hex}`);
        }
        // A client may send before it has read the answers to what it sent earlier: those come first.
        send();
      }
    });
  }
}
