// Everything that is measured, turn by turn: in every round each daemon takes its turn at each measurement, so that
// a slow moment of the machine meets all of them alike.
import { compileClient, connections, info, lists, stats } from "./c-client.js";
import { makeCertificates } from "./certificates.js";
import { crowdOf } from "./crowd.js";
import { fanOut } from "./fan-out.js";
import { idleClients } from "./idle-clients.js";
import { ourInfo } from "./our-client.js";
import { startTimes } from "./start-time.js";
import { type Subject, type SubjectName, startSubject } from "./subject.js";

export interface Plan {
  readonly rounds: number;
  /** How long one turn lasts. */
  readonly seconds: number;
  readonly eventRounds: number;
  /** A domain suspended and resumed so many times: twice as many events. */
  readonly lifecycleRounds: number;
  readonly listed: number;
  readonly counted: number;
  readonly idleClients: number;
  readonly starts: number;
}

export const fullPlan: Plan = {
  rounds: 7,
  seconds: 2,
  eventRounds: 300,
  lifecycleRounds: 50_000,
  listed: 10_000,
  counted: 1_000,
  idleClients: 10_000,
  starts: 25,
};
export const quickPlan: Plan = {
  rounds: 2,
  seconds: 0.5,
  eventRounds: 50,
  lifecycleRounds: 1_000,
  listed: 1_000,
  counted: 100,
  idleClients: 1_000,
  starts: 7,
};

/** Name of a measurement -> what each turn gave. */
export type Samples = Map<string, number[]>;

const names: readonly SubjectName[] = ["libvirtd", "virtgated", "bare"];

type Note = (measurement: string, value: number) => void;

/** One turn of one daemon. The bare server takes part where it has answers. */
const turns: readonly {
  only?: readonly SubjectName[];
  run(subject: Subject, plan: Plan, note: Note): Promise<void>;
}[] = [
  {
    async run(subject, { seconds }, note) {
      const { perSecond, daemonUs } = await info(subject, 1, seconds);
      note("info on 1 thread, calls/s", perSecond);
      note("info on 1 thread, daemon µs/call", daemonUs);
    },
  },
  {
    async run(subject, { seconds }, note) {
      const { perSecond, daemonUs } = await info(subject, 8, seconds);
      note("info on 8 threads, calls/s", perSecond);
      note("info on 8 threads, daemon µs/call", daemonUs);
    },
  },
  {
    async run(subject, { seconds }, note) {
      note("connect and close, /s", (await connections(subject, seconds)).perSecond);
    },
  },
  {
    only: ["libvirtd", "virtgated"],
    async run(subject, { seconds }, note) {
      for (const threads of [1, 8]) {
        const { perSecond, daemonUs } = await info(subject, threads, seconds, subject.tlsUri);
        const on = `TLS, info on ${threads} thread${threads > 1 ? "s" : ""}`;
        note(`${on}, calls/s`, perSecond);
        note(`${on}, daemon µs/call`, daemonUs);
      }
    },
  },
  {
    only: ["libvirtd", "virtgated"],
    async run(subject, { seconds }, note) {
      const { perSecond, daemonUs } = await connections(subject, seconds, subject.tlsUri);
      note("TLS, connect and close, /s", perSecond);
      note("TLS, connect and close, daemon µs", daemonUs);
    },
  },
  {
    only: ["libvirtd", "virtgated"],
    async run(subject, { seconds }, note) {
      note("our client, 16 in flight, calls/s", await ourInfo(subject, 16, seconds));
    },
  },
  {
    only: ["libvirtd", "virtgated"],
    async run(subject, { seconds }, note) {
      note("our client, one by one, calls/s", await ourInfo(subject, 1, seconds));
    },
  },
  {
    only: ["libvirtd", "virtgated"],
    async run(subject, { eventRounds }, note) {
      const { eventsPerSecond, lost } = await fanOut(subject, 200, eventRounds);
      note("events to 200 listeners, /s", eventsPerSecond);
      note("events lost", lost);
    },
  },
  {
    only: ["libvirtd", "virtgated"],
    async run(subject, { listed, counted, seconds }, note) {
      const list = await lists(subject, crowdOf(subject, listed), listed, seconds);
      note("all domains of a large host listed, /s", list.perSecond);
      const statistics = await stats(subject, crowdOf(subject, counted), counted, seconds);
      note("statistics of all domains of a host, /s", statistics.perSecond);
    },
  },
];

/** Too long for every round. */
const lifecycleTurns = 3;

async function manyLifecycleEvents(
  subjects: readonly Subject[],
  plan: Plan,
  noteFor: (name: string) => Note,
) {
  for (let turn = 0; turn < lifecycleTurns; turn++) {
    for (const subject of subjects) {
      const { eventsPerSecond, lost } = await fanOut(subject, 1, plan.lifecycleRounds);
      noteFor(subject.name)("lifecycle events to one listener, /s", eventsPerSecond);
      noteFor(subject.name)("events lost", lost);
    }
  }
}

export async function measure(plan: Plan, progress: (line: string) => void): Promise<Map<string, Samples>> {
  compileClient();
  const results = new Map<string, Samples>();
  const noteFor = (name: string): Note => {
    const samples: Samples = results.get(name) ?? new Map();
    results.set(name, samples);
    return (measurement, value) => samples.set(measurement, [...(samples.get(measurement) ?? []), value]);
  };

  const certificates = await makeCertificates();
  const subjects = await Promise.all(names.map((name) => startSubject(name, certificates)));
  try {
    const { uri } = subjects.find(({ name }) => name === "virtgated")!;
    for (const [how, listed] of Object.entries({ "from a daemon": uri, "in process": "test:///default" })) {
      progress(`listing ${how}, ${plan.starts} times`);
      for (const [program, times] of Object.entries(startTimes(plan.starts, listed))) {
        for (const time of times) noteFor(program)(`start and list ${how}, ms`, time);
      }
    }
    progress("warming up");
    for (const subject of subjects) await info(subject, 8, plan.seconds);
    for (let round = 0; round < plan.rounds; round++) {
      progress(`round ${round + 1} of ${plan.rounds}`);
      for (const { only = names, run } of turns) {
        const taking = subjects.filter((subject) => only.includes(subject.name));
        // Who goes first changes from round to round.
        for (let i = 0; i < taking.length; i++) {
          const subject = taking[(i + round) % taking.length]!;
          await run(subject, plan, noteFor(subject.name));
        }
      }
    }
    progress(`${lifecycleTurns} times ${2 * plan.lifecycleRounds} lifecycle events`);
    const real = subjects.filter(({ name }) => name !== "bare");
    await manyLifecycleEvents(real, plan, noteFor);
  } finally {
    await Promise.all(subjects.map((subject) => subject.stop()));
    certificates.remove();
  }

  // Last, with fresh daemons: what ten thousand clients leave behind would change the other figures.
  for (const name of ["libvirtd", "virtgated"] as const) {
    progress(`${plan.idleClients} idle clients of ${name}`);
    const subject = await startSubject(name);
    try {
      noteFor(name)("idle clients, MB", await idleClients(subject, plan.idleClients));
    } finally {
      await subject.stop();
    }
  }
  return results;
}
