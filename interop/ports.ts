// TCP ports for daemons. They lie below the range the kernel gives to outgoing connections, so that nothing takes one
// before its daemon does, or while that is away.
import { createServer } from "node:net";

const first = 32000;
const last = 32699;
let next = first + (process.pid % (last - first));

export async function takePort(): Promise<number> {
  for (let attempts = first; attempts <= last; attempts++) {
    const port = next;
    next = next === last ? first : next + 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${first} to ${last} is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "::" }, () => server.close(() => resolve(true)));
  });
}
