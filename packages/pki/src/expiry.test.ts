import { expect, test } from "vitest";
import { Certificate } from "./certificate.js";
import { expiryOf } from "./expiry.js";
import { keyPair } from "./testing/keys.js";
import { commonName, makeCertificate } from "./testing/maker.js";

const now = new Date(Date.UTC(2026, 5, 1));
const after = (days: number) => new Date(now.getTime() + days * 86_400_000);
const until = (days: number) =>
  Certificate.fromDer(
    makeCertificate({ subject: commonName("x"), key: keyPair("ed25519"), notAfter: after(days) }),
  );

// days left, whole days told, threshold reached
const rows: [number, number, 30 | 7 | 1 | 0 | undefined][] = [
  [365, 365, undefined],
  [31, 31, undefined],
  [30.5, 30, undefined],
  [30, 30, 30],
  [29.9, 29, 30],
  [7.1, 7, 30],
  [7, 7, 7],
  [1.5, 1, 7],
  [1, 1, 1],
  [0.5, 0, 1],
  [0, 0, 1],
  [-0.5, -1, 0],
  [-100, -100, 0],
];
test.each(rows)("%d days", (days, daysLeft, thresholdDays) => {
  expect(expiryOf([until(days)], now)).toMatchObject({ daysLeft, thresholdDays });
});

test("of several the one that ends first", () => {
  const all = [until(40), until(3), until(300)];
  expect(expiryOf(all, now)?.certificate).toBe(all[1]);
  expect(expiryOf([], now)).toBeUndefined();
});
