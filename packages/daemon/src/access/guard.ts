// Asks, for one client, whether each of its calls may be made. Nothing is remembered from one call to the next: rules
// can change at any moment.

import { setMaxListeners } from "node:events";
import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError, type Permission } from "@virtgate/protocol";
import type { Driver, MaybePromise } from "../drivers/driver.js";
import { after } from "../procedures/after.js";
import type { Session } from "../session.js";
import type { AccessDriver } from "./access-driver.js";
import { type Attributes, keyOf, type Question } from "./question.js";

export class Guard {
  readonly #drivers: readonly AccessDriver[];
  readonly #session: Session;
  readonly #gone = new AbortController();

  constructor(drivers: readonly AccessDriver[], session: Session) {
    this.#drivers = drivers;
    this.#session = session;
    // Every question of a call waits for it, and a list has many.
    setMaxListeners(0, this.#gone.signal);
    session.onClose(() => this.#gone.abort());
  }

  /**
   * Throws VIR_ERR_ACCESS_DENIED unless all of the permissions are granted on the object. They are asked for one after the
   * other, as by libvirtd: behind a refusal nothing is asked.
   */
  async require(
    driver: Driver,
    permissions: readonly Permission[],
    attributes: Attributes,
  ): Promise<undefined> {
    for (const permission of new Set(permissions)) {
      const question = ask(driver, permission, attributes);
      const [granted] = await this.#answer([question]);
      if (granted !== true) throw this.#refuse(driver, question);
    }
    return undefined;
  }

  /** Those of the objects on which the permission is granted. */
  filter<T>(
    driver: Driver,
    permission: Permission,
    objects: readonly T[],
    attributesOf: (object: T) => Attributes,
  ): MaybePromise<T[]> {
    const questions = objects.map((object) => ask(driver, permission, attributesOf(object)));
    return after(this.#answer(questions), (answers) => objects.filter((_, index) => answers[index]));
  }

  /** Whether one thing is granted, for what happens without a call. */
  async may(driver: Driver, permission: Permission, attributes: Attributes): Promise<boolean> {
    const [granted] = await this.#answer([ask(driver, permission, attributes)]);
    return granted === true;
  }

  /** More is waiting for answers than may. */
  overrun(reason: string): void {
    this.#session.cutOff(reason);
  }

  /** All of the access drivers have to agree. */
  async #answer(questions: readonly Question[]): Promise<readonly boolean[]> {
    const keys = questions.map(keyOf);
    const distinct = new Map(keys.map((key, index) => [key, questions[index]!]));
    let open = [...distinct];
    const granted = new Set<string>(distinct.keys());
    for (const driver of this.#drivers) {
      const answers = await this.#ask(
        driver,
        open.map(([, question]) => question),
      );
      open.forEach(([key], index) => {
        if (answers[index] !== true) granted.delete(key);
      });
      open = open.filter(([key]) => granted.has(key));
    }
    return keys.map((key) => granted.has(key));
  }

  async #ask(driver: AccessDriver, questions: readonly Question[]): Promise<readonly boolean[]> {
    if (questions.length === 0) return [];
    try {
      return await driver.answer(this.#session, questions, this.#gone.signal);
    } catch (thrown) {
      if (!this.#gone.signal.aborted) this.#failed(driver, thrown);
      return [];
    }
  }

  /** The cause is for the log; the client learns no more than that it may not. */
  #failed(driver: AccessDriver, thrown: unknown): void {
    const cause = thrown instanceof Error ? thrown.message : String(thrown);
    this.#session.refuse(`access driver ${driver.name} failed: ${cause}`, denied("access driver"));
  }

  #refuse(driver: Driver, { permission, attributes }: Question): LibvirtError {
    const about = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
    return this.#session.refuse(`${permission} on ${about.join(" ")}`, denied(driver.name));
  }

  /** For a call about which no rule can be asked. */
  refuseUnknown(driver: Driver, procedure: string): LibvirtError {
    return this.#session.refuse(`nothing says which object ${procedure} is about`, denied(driver.name));
  }
}

const ask = (driver: Driver, permission: Permission, attributes: Attributes): Question => ({
  permission,
  attributes: { connect_driver: driver.name, ...attributes },
});

const denied = (who: string): LibvirtError =>
  libvirtError(ErrorDomain.access, ErrorCode.accessDenied, `'${who}' denied access`);
