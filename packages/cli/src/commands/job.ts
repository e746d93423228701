// Work that takes a while on the host: how far it is, and Ctrl-C to stop it.

import { onInterrupt } from "../interrupt.js";
import type { Shell } from "../shell.js";
import type { DomainRef } from "./domain.js";

/** How often the host is asked how far it is. */
const pollMs = 500;

/** `label`: show the progress under this name. */
export async function watchJob<T>(
  shell: Shell,
  dom: DomainRef,
  work: Promise<T>,
  label: string | undefined,
): Promise<T> {
  const show = (percent: number) => {
    if (label !== undefined) shell.terminal.errorText(`\r${label}: [${String(percent).padStart(3)} %]`);
  };
  const poll = async () => {
    try {
      const { dataTotal, dataRemaining } = await shell.call.domainGetJobInfo({ dom });
      if (dataTotal > 0n) show(Number(((dataTotal - dataRemaining) * 100n) / dataTotal));
    } catch {
      // A host without jobs still does the work.
    }
  };
  const timer = label === undefined ? undefined : setInterval(() => void poll(), pollMs);
  // Without an answer to the interrupt the whole program would end and leave the host at work.
  const release = onInterrupt(() => void shell.call.domainAbortJob({ dom }).catch(() => undefined));
  try {
    const result = await work;
    show(100);
    return result;
  } finally {
    clearInterval(timer);
    release();
  }
}
