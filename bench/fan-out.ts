// One client suspends and resumes a domain; others are told each time.
import { remote } from "@virtgate/protocol";
import { rawConnection, rawConnections, runningDomain } from "./raw-connection.js";
import type { Subject } from "./subject.js";

/** For the last events, once the last change has been made. */
const patienceMs = 10_000;

export interface FanOut {
  readonly eventsPerSecond: number;
  readonly lost: number;
}

export async function fanOut(subject: Subject, listeners: number, rounds: number): Promise<FanOut> {
  const actor = await rawConnection(subject.socket);
  const dom = await runningDomain(actor);
  const all = await rawConnections(subject.socket, listeners);
  try {
    for (const listener of all) {
      await listener.call(remote.calls.connectDomainEventCallbackRegisterAny, { eventID: 0, dom: null });
    }
    const toggle = async () => {
      await actor.call(remote.calls.domainSuspend, { dom });
      await actor.call(remote.calls.domainResume, { dom });
    };
    let bytes = 0;
    let wanted = Number.POSITIVE_INFINITY;
    let enough = () => {};
    for (const listener of all) {
      listener.count((length) => {
        bytes += length;
        if (bytes >= wanted) enough();
      });
    }
    const settled = (count: number) =>
      new Promise<void>((resolve) => {
        wanted = count;
        enough = resolve;
        if (bytes >= wanted) resolve();
      });
    const patience = () => new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref());
    // All events here have one length: 28 of the frame, then the callback, "test" with its length, the uuid, the id, event and detail
    const eventBytes = 28 + 4 + 8 + 16 + 4 + 4 + 4;
    await toggle();
    await Promise.race([settled(2 * listeners * eventBytes), patience()]);

    bytes = 0;
    const expected = 2 * rounds * listeners * eventBytes;
    const begun = performance.now();
    const done = settled(expected);
    for (let round = 0; round < rounds; round++) await toggle();
    await Promise.race([done, patience()]);
    const seconds = (performance.now() - begun) / 1000;
    return { eventsPerSecond: bytes / eventBytes / seconds, lost: (expected - bytes) / eventBytes };
  } finally {
    for (const connection of [actor, ...all]) connection.socket.destroy();
  }
}
