// Ten thousand clients that have connected, opened a hypervisor, and do nothing.
import { setTimeout as sleep } from "node:timers/promises";
import { rawConnections } from "./raw-connection.js";
import { residentMb, type Subject } from "./subject.js";

/** Memory of the daemon with so many clients, in MB. */
export async function idleClients(subject: Subject, count: number): Promise<number> {
  const all = await rawConnections(subject.socket, count);
  await sleep(1000); // whatever the daemon does after the last one
  const memory = residentMb(subject.pid);
  for (const connection of all) connection.socket.destroy();
  await sleep(1000);
  return memory;
}
