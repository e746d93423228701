// Sign-ins in which somebody lies, on either side and for every mechanism: an honest conversation is recorded once,
// then told again and again with something wrong in it. The answer is a SaslError or, where the lie changes
// nothing, the honest end; soon, and never anything else.
import { createHash } from "node:crypto";
import {
  type ClientOptions,
  type Exchange,
  type Mechanism,
  mechanisms,
  newUserFile,
  SaslError,
  type SecurityLayer,
  type ServerOptions,
  type UserStore,
  usersOfFile,
  verifiersOf,
} from "@virtgate/sasl";

const host = "hv1.example";
const user = "fred";
const external = "CN=alice";
/** The longest lie: more than any mechanism reads. */
const oversizedBytes = 70_000;

type Words = Uint8Array | null;
type Side = "server" | "client";

export interface SaslFuzzReport {
  readonly cases: number;
  /** Conversations that ended well, since the lie was none or changed nothing that is proved. */
  readonly wellEnded: number;
  /** How often each cause was given. */
  readonly causes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly slowest: string;
}

/** One side of one honest conversation: what it gets to hear, in order. */
interface Part {
  readonly mechanism: Mechanism;
  readonly side: Side;
  readonly heard: readonly Words[];
  begin(): Exchange<{ identity?: { user: string }; layer?: SecurityLayer }>;
}

/** mulberry32. */
function randomNumbers(start: number): (below: number) => number {
  let state = start >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** A mechanism's random bytes: the same in each conversation of that name, so that it can be told again. */
function countedRandom(name: string): (bytes: number) => Uint8Array {
  let count = 0;
  return (bytes) => {
    const block = () => createHash("sha512").update(`${name} ${count++}`).digest();
    return new Uint8Array(
      Buffer.concat(Array.from({ length: Math.ceil(bytes / 64) }, block)).subarray(0, bytes),
    );
  };
}

/** Kerberos is the system's library, and not ours to feed. */
const isOurs = ({ name }: Mechanism) => !name.startsWith("GSS");

async function makeUsers(): Promise<UserStore> {
  const random = countedRandom("store");
  const options = { iterations: 4096, digestMd5: true, random };
  const record = await verifiersOf(user, host, "secret1", options);
  return usersOfFile({ ...newUserFile(random, 4096), users: [{ user, realm: host, record }] });
}

async function record(mechanism: Mechanism, users: UserStore, name: string): Promise<Part[]> {
  const terms = { service: "libvirt", host, minSsf: 0, maxSsf: 256, maxBuffer: 65_536 } as const;
  const begin = {
    server: () => {
      const random = countedRandom(`${name} server`);
      const externalIdentity = { name: external, ssf: 256 };
      return mechanism.server!({ ...terms, users, random, externalIdentity } satisfies ServerOptions);
    },
    client: () => {
      const random = countedRandom(`${name} client`);
      const credentials = () => ({ authname: user, password: "secret1" });
      return mechanism.client!({ ...terms, random, externalSsf: 0, credentials } satisfies ClientOptions);
    },
  };
  const heard: Record<Side, Words[]> = { server: [], client: [null] };
  const [server, client] = [begin.server(), begin.client()];
  let mine = await client.step(null);
  for (;;) {
    heard.server.push(mine.send);
    const theirs = await server.step(mine.send);
    if (!mine.done) {
      heard.client.push(theirs.send);
      mine = await client.step(theirs.send);
    }
    if (theirs.done) break;
  }
  return (["server", "client"] as const).map((side) => ({
    mechanism,
    side,
    heard: heard[side],
    begin: begin[side],
  }));
}

/** One to four small lies: a byte changed, bytes taken out, doubled or put in, the end cut off. */
function mutate(random: (below: number) => number, bytes: Uint8Array): Uint8Array {
  let result = Buffer.from(bytes);
  for (let round = random(4); round >= 0 && result.length > 2; round--) {
    const at = random(result.length);
    const some = result.subarray(at, at + 1 + random(8));
    const rest = result.subarray(at + some.length);
    const kind = random(8);
    if (kind < 3) result[at] = random(256);
    else if (kind === 3) result[at] = (result[at]! + 1) & 0xff;
    else if (kind === 4) result = Buffer.concat([result.subarray(0, at), rest]);
    else if (kind === 5) result = Buffer.concat([result.subarray(0, at), some, some, rest]);
    else if (kind === 6) result = Buffer.concat([result.subarray(0, at), Buffer.of(random(256)), some, rest]);
    else result = Buffer.from(result.subarray(0, at + 1));
  }
  return new Uint8Array(result);
}

/** What one side hears in a conversation with a lie. */
function lie(random: (below: number) => number, { heard }: Part, others: readonly Part[]): Words[] {
  const told = [...heard];
  const at = random(told.length);
  const noise = (most: number) => Uint8Array.from({ length: random(most) }, () => random(256));
  const other = others[random(others.length)]!.heard;
  switch (random(12)) {
    case 0:
      told[at] = null;
      break;
    case 1:
      told[at] = new Uint8Array();
      break;
    case 2:
      told[at] = noise(300);
      break;
    case 3:
      told[at] = new Uint8Array(random(oversizedBytes)).fill(random(256));
      break;
    case 4:
      told.splice(at, 1);
      break;
    case 5:
      told.splice(at, 0, told[at]!);
      break;
    case 6:
      told[at] = other[random(other.length)]!; // of another conversation, perhaps of another mechanism
      break;
    case 7:
      told.reverse();
      break;
    default:
      told[at] = mutate(random, told[at] ?? noise(20));
  }
  return [...told, heard[0]!, noise(50)]; // and it goes on when it should be over
}

const wordsOf = (said: readonly Words[]) =>
  said.flatMap((words) =>
    words === null || words.length === 0 ? [] : Buffer.from(words).toString("latin1"),
  );

/** Throws when something else happens than may happen. */
export async function fuzzSasl(
  seed: number,
  cases: number,
  progress: (done: number) => void = () => {},
): Promise<SaslFuzzReport> {
  const random = randomNumbers(seed);
  const users = await makeUsers();
  const today: Part[] = [];
  const others: Part[] = [];
  for (const mechanism of mechanisms.filter(isOurs)) {
    today.push(...(await record(mechanism, users, "today")));
    others.push(...(await record(mechanism, users, "yesterday")));
  }
  others.push(...today);

  const causes: Record<string, number> = {};
  let [wellEnded, slowestMs, slowest] = [0, 0, ""];
  for (let done = 0; done < cases; done++) {
    const part = today[random(today.length)]!;
    const told = lie(random, part, others);
    const what = `case ${done} (${part.mechanism.name}, ${part.side})`;
    const started = performance.now();
    try {
      const heard = await listen(part, told, random);
      wellEnded++;
      requireHonest(part, heard);
    } catch (problem) {
      if (!(problem instanceof SaslError)) throw new Error(`seed ${seed}, ${what}`, { cause: problem });
      causes[problem.cause] = (causes[problem.cause] ?? 0) + 1;
    }
    const ms = performance.now() - started;
    if (ms > slowestMs) [slowestMs, slowest] = [ms, what];
    if (done % 10_000 === 9_999) progress(done + 1);
  }
  return { cases, wellEnded, causes, slowestMs: Math.round(slowestMs), slowest };
}

/** Tells one side everything until it is done. Gives what it heard; throws what it throws. */
async function listen(
  part: Part,
  told: readonly Words[],
  random: (below: number) => number,
): Promise<Words[]> {
  const exchange = part.begin();
  for (const [index, words] of told.entries()) {
    const step = await exchange.step(words);
    if (!step.done) continue;
    const { identity, layer } = step.result;
    if (part.side === "server" && ![user, external, "anonymous"].includes(identity!.user))
      throw new Error(`signed in as ${identity!.user}`);
    if (layer !== undefined) feed(layer, random);
    return told.slice(0, index + 1);
  }
  throw new SaslError("out of order", "the conversation has no end");
}

/** A layer that is fed noise gives nothing. */
function feed(layer: SecurityLayer, random: (below: number) => number): void {
  const noise = Uint8Array.from({ length: random(64) }, () => random(4) * random(64));
  try {
    if (layer.decode(noise).length > 0) throw new Error("noise passed for a protected buffer");
  } catch (problem) {
    if (!(problem instanceof SaslError)) throw problem;
  } finally {
    layer.close?.();
  }
}

/** SCRAM proves every byte of it to both sides: whoever is content has heard what was really said. */
function requireHonest({ mechanism, heard }: Part, told: readonly Words[]): void {
  if (!mechanism.name.startsWith("SCRAM")) return;
  if (wordsOf(told).join("\n") !== wordsOf(heard).join("\n"))
    throw new Error(`${mechanism.name} is content with a lie`);
}
