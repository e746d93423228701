// Who the user is, by one method after the other, in libvirt's order and with its words for what became of it.

import type { AnyAuthMethod, KeyboardInteractiveAuthMethod } from "ssh2";
import { maxSshAnswers } from "../../limits.js";
import { type AgentReport, fileAgent, userAgent } from "./agents.js";
import { authFailed, type Dialect, printable, privateKeyFailed, unknownCause } from "./dialect.js";
import type { PrivateKeyFile } from "./private-key.js";
import type { Question, Questions } from "./questions.js";
import type { Ssh2 } from "./ssh2-package.js";

export type SshMethod = "agent" | "privkey" | "password" | "keyboard-interactive";

/** The server's own names. */
const wireNames = {
  agent: "publickey",
  privkey: "publickey",
  password: "password",
  "keyboard-interactive": "keyboard-interactive",
} as const;

/** What the server answers to one attempt: it is content, or these methods are left. */
export type Outcome = "accepted" | { readonly left: readonly string[] };

/** The server hung up in the middle of it. */
export class CutOff extends Error {}

export interface UserAuthSettings {
  readonly ssh2: Ssh2;
  readonly dialect: Dialect;
  readonly user: string;
  readonly host: string;
  readonly methods: readonly SshMethod[];
  readonly key: PrivateKeyFile | undefined;
  readonly agentSocket: string | undefined;
  readonly questions: Questions;
  /** Rejects with CutOff. */
  readonly attempt: (method: AnyAuthMethod) => Promise<Outcome>;
}

export class UserAuth {
  readonly #settings: UserAuthSettings;
  #left: readonly string[] = [];
  #lastTried = "none";
  #answers = 0;
  /** Of the method that came last: what libssh2 would say if it was the only one. */
  #reason: Error | undefined;

  constructor(settings: UserAuthSettings) {
    this.#settings = settings;
  }

  /** Resolves when the server is content. Rejects with LibvirtError. */
  async run(): Promise<void> {
    const { user, methods, dialect } = this.#settings;
    if (methods.length === 0) throw dialect.failure("No authentication methods and credentials provided");
    if (await this.#tried({ type: "none", username: user })) return;
    let hasMissing = false;
    let hasFailed = false;
    for (const method of methods) {
      this.#reason = undefined;
      if (!this.#left.includes(wireNames[method])) {
        hasMissing = true;
        continue;
      }
      if (await this.#by(method)) return;
      hasFailed = true;
    }
    if (methods.length === 1) throw this.#onlyOneFailed();
    throw authFailed(
      dialect,
      hasMissing && !hasFailed
        ? "None of the requested authentication methods are supported by the server"
        : "All provided authentication methods with credentials were rejected by the server",
    );
  }

  #onlyOneFailed(): Error {
    const { dialect } = this.#settings;
    if (this.#reason !== undefined) return this.#reason;
    if (dialect.name === "libssh2") return unknownCause();
    const left = printable(this.#left.join(","));
    return dialect.failure(
      `failed to authenticate: Access denied for '${this.#lastTried}'. Authentication that can continue: ${left}`,
    );
  }

  async #tried(method: AnyAuthMethod): Promise<boolean> {
    this.#lastTried = method.type === "agent" ? "publickey" : method.type;
    const outcome = await this.#settings.attempt(method).catch((thrown) => {
      throw thrown instanceof CutOff ? this.#cut(method.type, thrown.message) : thrown;
    });
    if (outcome === "accepted") return true;
    this.#left = outcome.left;
    return false;
  }

  #cut(type: string, reason: string): Error {
    const { dialect } = this.#settings;
    if (type === "password") return authFailed(dialect, dialect.passwordCut(reason));
    if (type === "keyboard-interactive") return authFailed(dialect, dialect.interactiveCut(reason));
    return dialect.failure(`failed to authenticate: ${reason}`);
  }

  #by(method: SshMethod): Promise<boolean> {
    switch (method) {
      case "agent":
        return this.#byAgent();
      case "privkey":
        return this.#byKey();
      case "password":
        return this.#byPassword();
      case "keyboard-interactive":
        return this.#byAnswers();
    }
  }

  async #byAgent(): Promise<boolean> {
    const { ssh2, user, agentSocket, dialect } = this.#settings;
    const report: AgentReport = { keys: 0 };
    if (agentSocket === undefined || agentSocket === "") report.problem = new Error("no agent");
    else if (
      await this.#tried({ type: "agent", username: user, agent: userAgent(ssh2, agentSocket, report) })
    )
      return true;
    this.#reason = this.#agentReason(report, agentSocket);
    if (report.problem !== undefined || report.keys === 0) this.#lastTried = "none";
    if (dialect.name === "libssh2" && this.#reason === undefined)
      this.#reason = authFailed(
        dialect,
        report.keys === 0
          ? "SSH Agent did not provide any authentication identity"
          : "All identities provided by the SSH Agent were rejected",
      );
    return false;
  }

  #agentReason({ problem }: AgentReport, socket: string | undefined): Error | undefined {
    const { dialect } = this.#settings;
    if (problem === undefined) return undefined;
    const isSilent = /does not answer/.test(problem.message);
    if (dialect.name === "libssh2")
      return dialect.failure(
        isSilent
          ? `Failed to list ssh agent identities: ${problem.message}`
          : "Failed to connect to ssh agent",
      );
    if (socket === undefined || socket === "") return undefined;
    const reason = isSilent ? problem.message : `cannot connect to the agent at '${socket}'`;
    return dialect.failure(`failed to authenticate: ${reason}`);
  }

  async #byKey(): Promise<boolean> {
    const { ssh2, user, dialect, key, questions } = this.#settings;
    if (key === undefined) throw dialect.failure(dialect.noKeyFile);
    const shown =
      (dialect.name === "libssh" ? await key.publicKey() : undefined) ?? (await key.open(questions));
    let problem: unknown;
    const agent = fileAgent(
      ssh2,
      shown,
      () => key.open(questions),
      (thrown) => {
        problem = thrown;
      },
    );
    if (await this.#tried({ type: "agent", username: user, agent })) return true;
    if (problem !== undefined) throw problem;
    if (dialect.name === "libssh2")
      this.#reason = authFailed(
        dialect,
        privateKeyFailed(key.path, "Username/PublicKey combination invalid"),
      );
    return false;
  }

  /** As often as the server lets us: libvirt does not count, either. */
  async #byPassword(): Promise<boolean> {
    const { user, host, questions, dialect } = this.#settings;
    const question: Question = {
      name: "password",
      mechanism: "password",
      text: `Enter ${user}'s password for ${host}`,
      echo: false,
      nobody: () => dialect.failure("Can't perform authentication: Authentication callback not provided"),
      failed: () => authFailed(dialect, "Failed to collect auth credentials"),
    };
    for (;;) {
      const password = questions.passwordOfFile() ?? (await questions.ask(question));
      if (password === undefined) return false;
      this.#count();
      if (await this.#tried({ type: "password", username: user, password })) return true;
    }
  }

  async #byAnswers(): Promise<boolean> {
    const { user } = this.#settings;
    for (;;) {
      let problem: unknown;
      // A server that asks nothing does not change its mind.
      let isAtEnd = true;
      const prompt: KeyboardInteractiveAuthMethod["prompt"] = (
        name,
        instruction,
        _language,
        prompts,
        finish,
      ) => {
        this.#answersTo(name, instruction, prompts)
          .then((answers) => {
            isAtEnd = answers === undefined;
            finish(answers ?? prompts.map(() => ""));
          })
          .catch((thrown) => {
            problem = thrown;
            finish([]);
          });
      };
      const accepted = await this.#tried({ type: "keyboard-interactive", username: user, prompt });
      if (problem !== undefined) throw problem;
      if (accepted) return true;
      if (isAtEnd) return false;
      this.#count();
    }
  }

  async #answersTo(
    name: string,
    instruction: string,
    prompts: readonly { prompt: string; echo?: boolean }[],
  ): Promise<string[] | undefined> {
    const { dialect, questions } = this.#settings;
    const answers: string[] = [];
    for (const { prompt, echo = false } of prompts) {
      this.#count();
      const answer = await questions.ask({
        name: "answer",
        mechanism: "keyboard-interactive",
        text: dialect.interactivePrompt(prompt, name, instruction),
        echo,
        nobody: () => dialect.failure(dialect.cannotAnswer),
        failed: () => dialect.failure("failed to retrieve credentials"),
      });
      if (answer === undefined) return undefined;
      answers.push(answer);
    }
    return answers;
  }

  #count(): void {
    if (++this.#answers > maxSshAnswers)
      throw authFailed(
        this.#settings.dialect,
        `authentication failed: ${maxSshAnswers} answers were refused`,
      );
  }
}
