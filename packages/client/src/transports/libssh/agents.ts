// Who signs: the user's agent, which may never answer, and a key file in the shape of one.

import type { BaseAgent, IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions } from "ssh2";
import { agentListPatienceMs, agentSignPatienceMs } from "../../limits.js";
import type { Ssh2 } from "./ssh2-package.js";

/** What became of asking an agent for its keys. */
export interface AgentReport {
  /** Why it could not be asked. */
  problem?: Error;
  keys: number;
}

/** The agent behind a socket, with an end to waiting for it. `report` is filled in when it has been asked. */
export function userAgent(ssh2: Ssh2, socketPath: string, report: AgentReport): BaseAgent<ParsedKey> {
  const agent = new ssh2.OpenSSHAgent(socketPath);
  // Its connection, to be left when it does not answer.
  let leave = (_reason: Error) => {};
  const getStream = agent.getStream.bind(agent);
  agent.getStream = (callback) =>
    getStream((error, stream) => {
      leave = (reason) => stream?.destroy(reason);
      callback(error, stream);
    });

  class PatientAgent extends ssh2.BaseAgent<ParsedKey> {
    override getIdentities(callback: IdentityCallback<ParsedKey>): void {
      const answer: IdentityCallback<ParsedKey> = (error, keys) => {
        if (error) report.problem = error;
        else report.keys = keys?.length ?? 0;
        // Its failure is told by the report.
        callback(null, keys ?? []);
      };
      agent.getIdentities(inTime<IdentityCallback<ParsedKey>>(agentListPatienceMs, leaveIt, answer));
    }

    override sign(
      key: ParsedKey,
      data: Buffer,
      options?: SigningRequestOptions | SignCallback,
      callback?: SignCallback,
    ): void {
      const [settings, done] = signing(options, callback);
      agent.sign(key, data, settings, inTime<SignCallback>(agentSignPatienceMs, leaveIt, done));
    }
  }
  const leaveIt = (reason: Error) => leave(reason);
  return new PatientAgent();
}

const signing = (
  options: SigningRequestOptions | SignCallback | undefined,
  callback: SignCallback | undefined,
): [SigningRequestOptions, SignCallback] =>
  typeof options === "function" ? [{}, options] : [options ?? {}, callback ?? (() => {})];

/** `done` as one that is called once, with an error when the time is over. */
function inTime<Done extends (error: Error | undefined) => void>(
  patienceMs: number,
  leave: (reason: Error) => void,
  done: Done,
): Done {
  let isOpen = true;
  const settle = ((...answer: Parameters<Done>) => {
    if (!isOpen) return;
    isOpen = false;
    clearTimeout(timer);
    (done as (...words: Parameters<Done>) => void)(...answer);
  }) as Done;
  const timer = setTimeout(() => {
    const silent = new Error(`the agent does not answer within ${patienceMs} ms`);
    settle(silent);
    leave(silent);
  }, patienceMs);
  return settle;
}

/** `key` is shown to the server; only when it wants it, `open` is called for the one that signs. */
export function fileAgent(
  ssh2: Ssh2,
  key: ParsedKey,
  open: () => Promise<ParsedKey>,
  onProblem: (thrown: unknown) => void,
): BaseAgent<ParsedKey> {
  class FileAgent extends ssh2.BaseAgent<ParsedKey> {
    override getIdentities(callback: IdentityCallback<ParsedKey>): void {
      callback(null, [key]);
    }

    override sign(
      _key: ParsedKey,
      data: Buffer,
      options?: SigningRequestOptions | SignCallback,
      callback?: SignCallback,
    ): void {
      const [{ hash }, done] = signing(options, callback);
      open()
        .then((own) => own.sign(data, hash))
        .then((signature: Buffer | Error) => {
          if (signature instanceof Error) throw signature;
          done(undefined, signature);
        })
        .catch((thrown) => {
          onProblem(thrown);
          done(new Error("no signature"));
        });
    }
  }
  return new FileAgent();
}
