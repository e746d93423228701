// What virsh 9.0.0 printed for events that a server made up.
import { describe, expect, test } from "vitest";
import { type EventName, eventNames, eventText } from "./event-text.js";
import { timestampOf } from "./event-wait.js";

const dom = { name: "d", uuid: new Uint8Array(16), id: 7 };
const address = (family: number) => ({ family, node: `n${family}`, service: "s" });
const params = [
  { field: "a.int", value: { type: 1, value: -5 } },
  { field: "e.dbl", value: { type: 5, value: 1.5 } },
  { field: "f.bool", value: { type: 6, value: 1 } },
  { field: "h.str", value: { type: 7, value: "text x" } },
];
const paramLines = ":\n\ta.int: -5\n\te.dbl: 1.5\n\tf.bool: 1\n\th.str: text x";
const disk = { devAlias: "al", oldSrcPath: null, newSrcPath: null };
const failure = (recipient: string, action: string, required: number, recursive: number) =>
  `:\nrecipient: ${recipient}\naction: ${action}\nflags:\n\taction required: ${required}\n\trecursive: ${recursive}`;

const rows: readonly (readonly [name: EventName, value: object, text: string])[] = [
  ["lifecycle", { event: 0, detail: 0 }, ": Defined Added"],
  ["lifecycle", { event: 1, detail: 1 }, ": Undefined Renamed"],
  ["lifecycle", { event: 2, detail: 4 }, ": Started Event wakeup"],
  ["lifecycle", { event: 3, detail: 8 }, ": Suspended Post-copy Error"],
  ["lifecycle", { event: 4, detail: 9 }, ": Resumed unknown"],
  ["lifecycle", { event: 5, detail: 1 }, ": Stopped Destroyed"],
  ["lifecycle", { event: 6, detail: 2 }, ": Shutdown Finished after host request"],
  ["lifecycle", { event: 7, detail: 1 }, ": PMSuspended Disk"],
  ["lifecycle", { event: 8, detail: 1 }, ": Crashed Crashloaded"],
  ["lifecycle", { event: 9, detail: 0 }, ": unknown unknown"],
  ["reboot", {}, ""],
  ["rtc-change", { offset: -5n }, ": -5"],
  ["watchdog", { action: 6 }, ": inject-nmi"],
  ["watchdog", { action: 7 }, ": unknown"],
  ["io-error", { srcPath: "/s", devAlias: "al", action: 2 }, ": /s (al) report"],
  [
    "io-error-reason",
    { srcPath: "/s", devAlias: "al", action: 1, reason: "eio" },
    ": /s (al) pause due to eio",
  ],
  [
    "graphics",
    { phase: 0, local: address(0), remote: address(1), authScheme: "sch", subject: [] },
    ": connect local[IPv4 n0 s] remote[IPv6 n1 s] sch",
  ],
  [
    "graphics",
    {
      phase: 3,
      local: address(2),
      remote: address(3),
      authScheme: "sch",
      subject: [{ type: "t1", name: "n1" }],
    },
    ": unknown local[unix n2 s] remote[unknown n3 s] sch\n\tt1=n1",
  ],
  ["control-error", {}, ""],
  ["block-job", { path: "/p", type: 4, status: 3 }, ": Active Block Commit for /p ready"],
  ["block-job-2", { dst: "vda", type: 9, status: 4 }, ": Unknown job for vda unknown"],
  ["disk-change", { ...disk, reason: 0 }, " disk al: <null> -> <null>: changed"],
  ["disk-change", { ...disk, oldSrcPath: "/old", reason: 1 }, " disk al: /old -> <null>: dropped"],
  ["tray-change", { devAlias: "al", reason: 1 }, " disk al: closed"],
  ["pm-wakeup", { reason: 0 }, ""],
  ["balloon-change", { actual: 123n }, ": 123KiB"],
  ["device-removed", { devAlias: "al" }, ": al"],
  ["tunable", { params }, paramLines],
  ["agent-lifecycle", { state: 1, reason: 2 }, ": state: 'connected' reason: 'channel event'"],
  ["agent-lifecycle", { state: 3, reason: 3 }, ": state: 'unsupported value' reason: 'unsupported value'"],
  ["migration-iteration", { iteration: 3 }, ": iteration: '3'"],
  ["job-completed", { params }, paramLines],
  ["metadata-change", { type: 0, nsuri: null }, ": type description, uri <null>"],
  ["metadata-change", { type: 3, nsuri: "http://x" }, ": type unsupported value, uri http://x"],
  ["block-threshold", { dev: "vda", path: null, threshold: 10n, excess: 20n }, ": dev: vda(<null>) 10 20"],
  ["memory-failure", { recipient: 0, action: 3, flags: 2 }, failure("hypervisor", "reset", 0, 1)],
  [
    "memory-failure",
    { recipient: 2, action: 4, flags: 5 },
    failure("unsupported value", "unsupported value", 1, 0),
  ],
  ["memory-device-size-change", { alias: "al", size: 99n }, ":\nalias: al\nsize: 99"],
];

describe("events", () => {
  test.each(rows)("%s %#", (name, value, text) => {
    expect(eventText(name, { dom, ...value } as never)).toBe(`event '${name}' for domain 'd'${text}\n`);
  });

  test("are those of virsh", () => {
    expect(eventNames).toHaveLength(27);
    expect(eventNames[0]).toBe("lifecycle");
    expect(eventNames.at(-1)).toBe("memory-device-size-change");
  });

  test("may carry the time", () => {
    expect(timestampOf(new Date(Date.UTC(2026, 10, 22, 0, 40, 34, 960)))).toBe(
      "2026-11-22 00:40:34.960+0000",
    );
  });
});
