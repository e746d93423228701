// access_drivers = ["polkit"]: each permission is an action of polkit, and rules can look at the object. It knows
// processes of this machine only; whoever comes over the network is refused everything, as by libvirtd.

import type { Permission } from "@virtgate/protocol";
import type { PolkitCheck, PolkitQuestion } from "../auth/polkit-authority.js";
import type { PolkitService } from "../auth/polkit-service.js";
import type { Session } from "../session.js";
import type { AccessDriver } from "./access-driver.js";
import type { Question } from "./question.js";

/** So that one client's list of ten thousand domains leaves room for the others' questions. */
const askedAtOnce = 48;

export class PolkitAccess implements AccessDriver {
  readonly name = "polkit";
  readonly #service: PolkitService;

  constructor(service: PolkitService) {
    this.#service = service;
  }

  async answer(
    { peer }: Session,
    questions: readonly Question[],
    signal: AbortSignal,
  ): Promise<readonly boolean[]> {
    if (peer === undefined) throw new Error("it is not known who is on the other side");
    const { pid, uid, startTime } = peer;
    if (startTime === undefined || !this.#service.isStill(peer))
      throw new Error("the process that connected has ended, or is of another pid namespace");
    const subject = { pid, uid, startTime };
    const answers = questions.map(() => false);
    let next = 0;
    const worker = async () => {
      while (next < questions.length) {
        const index = next++;
        answers[index] = await this.#ask({ subject, ...polkitQuestion(questions[index]!) }, signal);
      }
    };
    await Promise.all(Array.from({ length: Math.min(askedAtOnce, questions.length) }, worker));
    return answers;
  }

  async #ask(question: PolkitQuestion, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    const check: PolkitCheck = this.#service.authority.check(question);
    const cancel = () => this.#service.authority.cancel(check);
    signal.addEventListener("abort", cancel, { once: true });
    try {
      return (await check.verdict) === "authorized";
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }
}

/** Nobody is asked for a password in the middle of a call. */
const polkitQuestion = ({ permission, attributes }: Question) => ({
  action: actionOf(permission),
  details: attributes,
  interactive: false,
});

/** domain:read_secure -> org.libvirt.api.domain.read-secure */
export const actionOf = (permission: Permission): string =>
  `org.libvirt.api.${permission.replace(":", ".").replaceAll("_", "-")}`;
