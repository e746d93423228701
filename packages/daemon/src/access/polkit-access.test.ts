import { setMaxListeners } from "node:events";
import { expect, test } from "vitest";
import type {
  PolkitAuthority,
  PolkitCheck,
  PolkitQuestion,
  PolkitVerdict,
} from "../auth/polkit-authority.js";
import { PolkitService } from "../auth/polkit-service.js";
import type { Logger } from "../log/logger.js";
import type { Session } from "../session.js";
import { actionOf, PolkitAccess } from "./polkit-access.js";
import type { Question } from "./question.js";

const peer = { pid: 42, uid: 1000, gid: 1000, startTime: 7n };
const session = (of: Session["peer"]) => ({ peer: of }) as Session;
const question = (name: string): Question => ({
  permission: "domain:read_secure",
  attributes: { connect_driver: "Test", domain_name: name },
});

class FakeAuthority implements PolkitAuthority {
  readonly asked: PolkitQuestion[] = [];
  cancelled = 0;
  underWay = 0;
  most = 0;
  readonly #answer: (question: PolkitQuestion) => Promise<PolkitVerdict>;

  constructor(answer: (question: PolkitQuestion) => Promise<PolkitVerdict>) {
    this.#answer = answer;
  }

  check(asked: PolkitQuestion): PolkitCheck {
    this.asked.push(asked);
    this.most = Math.max(this.most, ++this.underWay);
    return { verdict: this.#answer(asked).finally(() => this.underWay--) };
  }

  cancel(): void {
    this.cancelled++;
  }
}

const access = (authority: PolkitAuthority, isStill = true) =>
  new PolkitAccess(new PolkitService(authority, () => isStill, {} as Logger));
const never = new AbortController().signal;
setMaxListeners(0, never);

test.each([
  ["connect:getattr", "org.libvirt.api.connect.getattr"],
  ["domain:read_secure", "org.libvirt.api.domain.read-secure"],
  ["storage_vol:data_write", "org.libvirt.api.storage-vol.data-write"],
  ["nwfilter_binding:create", "org.libvirt.api.nwfilter-binding.create"],
] as const)("%s is the action %s", (permission, action) => {
  expect(actionOf(permission)).toBe(action);
});

const verdicts: [PolkitVerdict, boolean][] = [
  ["authorized", true],
  ["not authorized", false],
  ["challenge", false],
  ["dismissed", false],
];
test.each(verdicts)("%s is %s", async (verdict, allowed) => {
  const authority = new FakeAuthority(async () => verdict);
  expect(await access(authority).answer(session(peer), [question("a")], never)).toEqual([allowed]);
  expect(authority.asked).toEqual([
    {
      subject: { pid: 42, uid: 1000, startTime: 7n },
      action: "org.libvirt.api.domain.read-secure",
      details: { connect_driver: "Test", domain_name: "a" },
      interactive: false,
    },
  ]);
});

test("answers keep the order of the questions, and a list leaves room for others", async () => {
  const questions = Array.from({ length: 500 }, (_, index) => question(String(index)));
  const authority = new FakeAuthority(async ({ details }) => {
    const number = Number(details?.["domain_name"]);
    for (let wait = number % 3; wait > 0; wait--) await Promise.resolve();
    return number % 2 === 0 ? "authorized" : "not authorized";
  });
  const answers = await access(authority).answer(session(peer), questions, never);
  expect(answers).toEqual(questions.map((_, index) => index % 2 === 0));
  expect(authority.most).toBeLessThanOrEqual(48);
});

const strangers: [string, Session["peer"], boolean][] = [
  ["over the network", undefined, true],
  ["whose process could not be seen", { ...peer, startTime: undefined }, true],
  ["whose process has ended", peer, false],
];
test.each(strangers)("a client %s is refused, and polkit is not asked", async (_name, who, isStill) => {
  const authority = new FakeAuthority(async () => "authorized");
  await expect(access(authority, isStill).answer(session(who), [question("a")], never)).rejects.toThrow();
  expect(authority.asked).toEqual([]);
});

test("a client that goes takes its questions with it", async () => {
  const gone = new AbortController();
  const cancelled: ((reason: Error) => void)[] = [];
  const authority = new FakeAuthority(() => new Promise((_resolve, reject) => cancelled.push(reject)));
  const answers = access(authority).answer(session(peer), [question("a"), question("b")], gone.signal);
  gone.abort();
  for (const reject of cancelled) reject(new Error("called off"));
  await expect(answers).rejects.toThrow("called off");
  expect(authority.cancelled).toBe(2);
});
