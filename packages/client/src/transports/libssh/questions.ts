// What the user has to say: passwords, passphrases, answers, and whether a host may be known. The server waits meanwhile.

import { LibvirtError } from "@virtgate/protocol";
import { AuthFile, authFilePath } from "../../sign-in/auth-file.js";
import { answersTo, type CredentialName } from "../../sign-in/credentials.js";
import type { SignInTerms } from "../../sign-in/sign-in.js";

export interface Question {
  readonly name: CredentialName;
  /** What it is for, as the one who is asked is told. */
  readonly mechanism: "password" | "keyboard-interactive" | "publickey" | "hostkey";
  /** Without ": " behind it. May hold words of the server's. */
  readonly text: string;
  readonly echo: boolean;
  /** Where there is nobody to ask. */
  readonly nobody: () => LibvirtError;
  /** Where whoever is asked fails. */
  readonly failed: () => LibvirtError;
}

export class Questions {
  readonly #terms: SignInTerms;
  readonly #file: AuthFile;
  readonly #signal: AbortSignal;
  readonly #whileAsking: <T>(answer: () => Promise<T>) => Promise<T>;
  readonly #given = new Set<CredentialName>();

  /** `whileAsking` holds the clock that watches over the server. */
  constructor(
    terms: SignInTerms,
    signal: AbortSignal,
    whileAsking: <T>(answer: () => Promise<T>) => Promise<T>,
  ) {
    this.#terms = terms;
    this.#signal = signal;
    this.#whileAsking = whileAsking;
    this.#file = new AuthFile(authFilePath(terms.authFile, terms.environment), terms.host, "ssh");
  }

  /** Of auth.conf. Throws LibvirtError for a file that is wrong. */
  passwordOfFile(): string | undefined {
    return this.#file.lookUp("password");
  }

  /**
   * Undefined where credentials that are no function have nothing more to say: each of them is tried once. Rejects with
   * LibvirtError.
   */
  async ask(question: Question): Promise<string | undefined> {
    const { name, mechanism, text, echo } = question;
    const { credentials, host } = this.#terms;
    if (credentials === undefined) throw question.nobody();
    if (typeof credentials !== "function") {
      // What a server asks for in words, and not to be seen, is the password.
      const key = name === "answer" && !echo && credentials.answer === undefined ? "password" : name;
      if (this.#given.has(key)) return undefined;
      this.#given.add(key);
      if (credentials[key] === undefined && name === "hostkey") throw question.nobody();
      return credentials[key];
    }
    try {
      const request = { host, mechanism, prompts: [{ name, text, echo }], signal: this.#signal };
      const answers = await this.#whileAsking(() => answersTo(credentials, request));
      const answer = answers[name];
      if (typeof answer === "string") return answer;
    } catch (thrown) {
      if (thrown instanceof LibvirtError) throw thrown;
      this.#signal.throwIfAborted();
      const error = question.failed();
      error.cause = thrown;
      throw error;
    }
    throw question.failed();
  }
}
