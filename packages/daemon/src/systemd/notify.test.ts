// What the service manager hears, over which way. interop/activation.test.ts has it heard on real sockets.

import { expect, test } from "vitest";
import { serviceManager, type Ways } from "./notify.js";

interface Heard {
  readonly sent: string[];
  readonly programs: string[][];
  readonly warnings: string[];
}

/** A manager whose socket answers each datagram with the next of these, then with 0; null: there is no native code. */
function manager(answers: number[] | null, { pid, fails = false }: { pid?: number; fails?: boolean } = {}) {
  const heard: Heard = { sent: [], programs: [], warnings: [] };
  const ways: Ways = {
    async native() {
      if (answers === null) throw new Error("not installed");
      return (_address, text) => {
        const answer = answers.shift() ?? 0;
        if (answer === 0) heard.sent.push(text);
        return answer;
      };
    },
    async program(_address, assignments) {
      if (fails) throw new Error("systemd-notify ended with status 1");
      heard.programs.push([...assignments]);
    },
  };
  const made = serviceManager("/run/notify", pid, (text) => heard.warnings.push(text), ways);
  return { made: made!, heard };
}

test("a life, in its order", async () => {
  const { made, heard } = manager([]);
  made.ready("Serving");
  made.reloading();
  made.ready("Serving");
  made.stopping("SIGTERM\nREADY=1");
  await made.flushed();
  expect(heard.sent.map((text) => text.replace(/(MONOTONIC_USEC=)[1-9][0-9]*/, "$1<number>"))).toEqual([
    "READY=1\nSTATUS=Serving",
    "RELOADING=1\nMONOTONIC_USEC=<number>\nSTATUS=Reading the configuration again",
    "READY=1\nSTATUS=Serving",
    "STOPPING=1\nSTATUS=SIGTERM READY=1",
  ]);
  expect(heard.warnings).toEqual([]);
});

test("behind --daemon the process is named", async () => {
  const { made, heard } = manager([], { pid: 42 });
  made.ready("Serving");
  await made.flushed();
  expect(heard.sent).toEqual(["READY=1\nSTATUS=Serving\nMAINPID=42"]);
});

test("a full queue is tried again", async () => {
  const { made, heard } = manager([11, 105]);
  made.ready("Serving");
  await made.flushed();
  expect(heard.sent).toHaveLength(1);
});

test("a socket that is gone is one line of the log", async () => {
  const { made, heard } = manager([111, 111]);
  made.ready("Serving");
  made.stopping("SIGTERM");
  await made.flushed();
  expect(heard).toEqual({ sent: [], programs: [], warnings: ["Failed to notify systemd: error 111"] });
});

test("without native code by the program", async () => {
  const { made, heard } = manager(null);
  made.ready("Serving");
  await made.flushed();
  expect(heard).toEqual({ sent: [], programs: [["READY=1", "STATUS=Serving"]], warnings: [] });
});

test("without either it is said once", async () => {
  const { made, heard } = manager(null, { fails: true });
  made.ready("Serving");
  made.stopping("SIGTERM");
  await made.flushed();
  expect(heard.warnings).toEqual(["Failed to notify systemd: systemd-notify ended with status 1"]);
});

test.each([
  [undefined, []],
  ["", []],
  [`/${"x".repeat(108)}`, [`Systemd notify socket path '/${"x".repeat(108)}' too long`]],
  ["vsock:2:1234", ["Systemd notify socket 'vsock:2:1234' is neither a path nor an abstract name"]],
])("NOTIFY_SOCKET %s tells nobody", (NOTIFY_SOCKET, expected) => {
  const warnings: string[] = [];
  expect(serviceManager(NOTIFY_SOCKET, undefined, (text) => warnings.push(text))).toBeUndefined();
  expect(warnings).toEqual(expected);
});
