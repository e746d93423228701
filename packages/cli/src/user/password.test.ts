import { expect, test } from "vitest";
import type { UserContext } from "./context.js";
import { judgePassword, takePassword } from "./password.js";

const fred = { user: "fred", realm: "hv1" };

test.each([
  ["correct horse", undefined],
  ["12345678", undefined],
  ["pässwörter", undefined],
  ["  spaces  ", undefined],
  ["1234567", "the password has fewer than 8 characters"],
  ["aaaaaaaaaaaa", "the password is one character again and again"],
  ["FRED", "the password is the user's name or realm"],
  ["hv1", "the password is the user's name or realm"],
])("%j: %s", async (password, weakness) => {
  expect(await judgePassword(password, fred)).toBe(weakness);
});

test.each([
  ["x".repeat(1025), "the password has 1025 bytes, and there can be 1024"],
  ["long enough\r", "the password ends with a carriage return: was the file written on Windows?"],
  ["two\nlines", "the password has a line break or another control character in it"],
  ["a\0b", "the password has a line break or another control character in it"],
  ["with\u200e mark", "the password has characters that SASLprep prohibits (RFC 4013)"],
])("%j is refused", async (password, message) => {
  await expect(judgePassword(password, fred)).rejects.toThrow(message);
});

// What saslpasswd2 makes of its standard input: one newline at the end goes.
test.each([
  ["secret\n", "secret"],
  ["secret", "secret"],
  ["secret\n\n", "secret\n"],
  ["two\nlines\n", "two\nlines"],
  [" blanks \n", " blanks "],
  ["crlf\r\n", "crlf\r"],
])("the pipe says %j", async (text, expected) => {
  expect(await piped(Buffer.from(text))).toBe(expected);
});

test.each([
  [Buffer.from("\n"), "the password is empty"],
  [Buffer.from(""), "the password is empty"],
  [Buffer.from([0x70, 0xe4]), "the password is not UTF-8"],
])("the pipe says %j, which is refused", async (bytes, message) => {
  await expect(piped(bytes)).rejects.toThrow(message);
});

const piped = (bytes: Uint8Array) =>
  takePassword({}, true, { passwords: { isPiped: true, piped: () => bytes } } as unknown as UserContext);
