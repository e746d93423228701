// Waiting for a block job: for its event, or, with hosts that have none, until it is no longer there.

import { Failure } from "../failure.js";
import { onInterrupt } from "../interrupt.js";
import type { Shell } from "../shell.js";
import type { DomainRef } from "./domain.js";

/** virConnectDomainEventBlockJobStatus */
export const jobStatus = { completed: 0, failed: 1, canceled: 2, ready: 3 } as const;
/** VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC */
export const abortAsync = 1;

const pollMs = 500;

export interface BlockJobWait {
  readonly path: string;
  /** As in "Block Copy: [ 12 %]". */
  readonly label: string;
  readonly verbose: boolean;
  readonly timeoutMs: number | undefined;
  readonly async: boolean;
}

export function showProgress(shell: Shell, label: string, remaining: bigint, total: bigint): void {
  const percent =
    remaining === 0n ? 100 : Math.min(99, Math.trunc(100 - (Number(remaining) * 100) / Number(total)));
  shell.terminal.flush();
  shell.terminal.errorText(`\r${label}: [${String(percent).padStart(3)} %]`);
}

/** Answers a virConnectDomainEventBlockJobStatus. */
export async function waitForBlockJob(shell: Shell, dom: DomainRef, wait: BlockJobWait): Promise<number> {
  const { path, label, verbose, timeoutMs } = wait;
  const deadline = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
  let interrupted = false;
  const release = onInterrupt(() => {
    interrupted = true;
  });
  try {
    for (let last = ""; ; ) {
      const asking = shell.call.domainGetBlockJobInfo({ dom, path, flags: 0 });
      const info = await asking.catch((thrown: unknown) => {
        throw new Failure(`failed to query job for disk ${path}`, thrown);
      });
      if (info.found === 0) return finished(shell, wait, jobStatus.completed);
      if (info.end === info.cur && info.end > 0n) return finished(shell, wait, jobStatus.ready);
      const now = `${info.cur}/${info.end}`;
      if (verbose && now !== last) showProgress(shell, label, info.end - info.cur, info.end);
      last = now;
      if (interrupted || Date.now() > deadline) {
        const flags = wait.async ? abortAsync : 0;
        await shell.call.domainBlockJobAbort({ dom, path, flags }).catch((thrown: unknown) => {
          throw new Failure(`failed to abort job for disk '${path}'`, thrown);
        });
        return jobStatus.canceled;
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    release();
  }
}

function finished(shell: Shell, { verbose, label }: BlockJobWait, status: number): number {
  if (verbose) showProgress(shell, label, 0n, 1n);
  return status;
}
