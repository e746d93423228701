import { expect, test } from "vitest";
import type { Logger } from "../log/logger.js";
import { type Ending, ExpiryLog } from "./expiry.js";

const dayMs = 86_400_000;
const start = Date.UTC(2030, 0, 1);

function watching() {
  let nowMs = start;
  const lines: string[] = [];
  const say = (level: string) => (_category: string, text: unknown) => void lines.push(`${level}: ${text}`);
  const log = { warn: say("warn"), error: say("error") } as unknown as Logger;
  const expiry = new ExpiryLog(log, () => new Date(nowMs));
  return {
    expiry,
    /** What was said when so many days had passed. */
    after(days: number): string[] {
      nowMs = start + days * dayMs;
      expiry.look();
      return lines.splice(0);
    },
  };
}

const ending = (days: number, id = "one"): Ending => ({
  what: "certificate",
  file: "/c",
  name: undefined,
  at: new Date(start + days * dayMs),
  id,
});

test("each threshold once, and the end", () => {
  const { expiry, after } = watching();
  expiry.watch([ending(40)]);
  expect(after(9)).toEqual([]);
  expect(after(10)).toEqual(["warn: the certificate expires in 30 days"]);
  expect(after(10.5)).toEqual([]);
  expect(after(32.9)).toEqual([]);
  expect(after(33.5)).toEqual(["warn: the certificate expires in 6 days"]);
  expect(after(38.9)).toEqual([]);
  expect(after(39.5)).toEqual(["warn: the certificate expires in less than a day"]);
  expect(after(40)).toEqual([]);
  expect(after(40.1)).toEqual(["error: the certificate has expired"]);
  expect(after(80)).toEqual([]);
  expiry.stop();
});

test("what was told is not told again when the same file is read again, but of another one", () => {
  const { expiry, after } = watching();
  expiry.watch([ending(5)]);
  expect(after(0)).toEqual(["warn: the certificate expires in 5 days"]);
  expiry.watch([ending(5)]);
  expect(after(0)).toEqual([]);
  expiry.watch([ending(6, "another")]);
  expect(after(0)).toEqual(["warn: the certificate expires in 6 days"]);
  expiry.stop();
});
