import { randomBytes } from "node:crypto";
import { ToolBench } from "../../tools/testing/bench.js";
import { runUser } from "../program.js";

/** Runs `virtgate user` on a host of the test's choice, with passwords of the test's choice. */
export class Bench extends ToolBench {
  /** What is typed when a password is asked for; undefined: nobody is at the terminal. */
  typed: string | undefined;
  /** What comes on the standard input; undefined: that is a terminal. */
  piped: string | Uint8Array | undefined = "horse battery\n";
  hostname = "HV1";
  isRoot = false;
  gssProblem: string | undefined;

  constructor() {
    super("user", (words, context) =>
      runUser(words, {
        ...context,
        hostname: this.hostname,
        isRoot: this.isRoot,
        random: randomBytes,
        gssProblem: async () => this.gssProblem,
        passwords: {
          isPiped: this.piped !== undefined,
          ask: async ({ instead }) => {
            if (this.typed === undefined) throw new Error(`nobody to ask: ${instead}`);
            return this.typed;
          },
          piped: () => Buffer.from(this.piped!),
        },
      }),
    );
    this.env = { SASL_CONF_PATH: this.path("sasl2"), KRB5_CONFIG: this.path("krb5.conf") };
  }
}

/** Quick to make, and enough for Cyrus. */
export const few = "--iterations 4096";
