// Our own client library, in this process.
import { connect } from "@virtgate/client";
import type { Subject } from "./subject.js";

/** domainGetInfo with so many calls under way all the time; calls per second. */
export async function ourInfo(subject: Subject, inFlight: number, seconds: number): Promise<number> {
  const connection = await connect(subject.uri, { maxCallsInFlight: inFlight });
  try {
    const { dom } = await connection.call.domainLookupByName({ name: "test" });
    const begun = performance.now();
    const end = begun + seconds * 1000;
    let calls = 0;
    const one = async () => {
      while (performance.now() < end) {
        await connection.call.domainGetInfo({ dom });
        calls++;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, one));
    return (calls * 1000) / (performance.now() - begun);
  } finally {
    await connection.close();
  }
}
