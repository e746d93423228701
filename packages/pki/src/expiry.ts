// When certificates run out.
import type { Certificate } from "./certificate.js";

/** Days before the end at which one is told. */
export const expiryThresholdsDays = [30, 7, 1] as const;

export interface Expiry {
  /** The one that ends first. */
  readonly certificate: Certificate;
  readonly notAfter: Date;
  /** Whole days left, rounded down; negative after the end. */
  readonly daysLeft: number;
  /** The smallest threshold that has been reached: 30, 7, 1, or 0 when it has expired; undefined: more than 30 days. */
  readonly thresholdDays: 30 | 7 | 1 | 0 | undefined;
}

/** Of several certificates the one that ends first. undefined: none were given. */
export function expiryOf(certificates: readonly Certificate[], now: Date): Expiry | undefined {
  let first: Certificate | undefined;
  for (const certificate of certificates) {
    if (first === undefined || certificate.notAfter < first.notAfter) first = certificate;
  }
  if (first === undefined) return undefined;
  const { notAfter } = first;
  const daysLeft = Math.floor((notAfter.getTime() - now.getTime()) / 86_400_000);
  return { certificate: first, notAfter, daysLeft, thresholdDays: thresholdOf(notAfter, now) };
}

function thresholdOf(notAfter: Date, now: Date): Expiry["thresholdDays"] {
  const leftMs = notAfter.getTime() - now.getTime();
  if (leftMs < 0) return 0;
  return expiryThresholdsDays.findLast((days) => leftMs <= days * 86_400_000);
}
