// How many calls may wait in libuv's few threads at once. Kerberos may wait for a server that does not answer; files
// must still be read meanwhile.
import { NativeError } from "../problem.js";

export interface Gate {
  /** Runs `call` when there is room. Throws NativeError when too many wait. */
  pass<T>(call: () => Promise<T>): Promise<T>;
}

export function gate(maxRunning: number, maxWaiting: number): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async pass(call) {
      if (running >= maxRunning) {
        if (waiting.length >= maxWaiting) throw new NativeError("too many Kerberos sign-ins at once");
        await new Promise<void>((resolve) => waiting.push(resolve)); // takes over the place of who leaves
      } else {
        running++;
      }
      try {
        return await call();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running--;
        else next();
      }
    },
  };
}
