import { expect, test } from "vitest";
import type { UnixListener } from "../config/config.js";
import type { Auth } from "../config/keys.js";
import type { Logger } from "../log/logger.js";
import { Gatekeeper } from "./gatekeeper.js";

// Not opened, it knows nobody, as where the native package is missing.
const warnings: string[] = [];
const gatekeeper = new Gatekeeper({
  warn: (_category: string, text: string) => warnings.push(text),
} as unknown as Logger);

const listener = (role: UnixListener["role"], auth: Auth, isAuthGiven: boolean): UnixListener => ({
  role,
  path: "/s",
  mode: 0o777,
  gid: null,
  auth,
  isAuthGiven,
  inherited: null,
});

const table: [UnixListener["role"], Auth, boolean, { auth: Auth; mode: number; ownerOnly: boolean }][] = [
  ["rw", "none", true, { auth: "none", mode: 0o777, ownerOnly: false }],
  ["rw", "sasl", true, { auth: "sasl", mode: 0o777, ownerOnly: false }],
  ["rw", "none", false, { auth: "none", mode: 0o777, ownerOnly: false }],
  ["rw", "polkit", false, { auth: "none", mode: 0o700, ownerOnly: true }],
  ["ro", "polkit", false, { auth: "none", mode: 0o700, ownerOnly: true }],
  ["admin", "none", true, { auth: "none", mode: 0o777, ownerOnly: true }],
];
test.each(table)("where nobody is known: the socket %s with %s, given: %s", (role, auth, given, expected) => {
  warnings.length = 0;
  const { socket, ownerOnly } = gatekeeper.guarded(listener(role, auth, given));
  expect({ auth: socket.auth, mode: socket.mode, ownerOnly }).toEqual(expected);
  expect(warnings.length).toBe(auth === "polkit" ? 1 : 0);
});

test("where nobody is known, who asks for polkit in so many words has no daemon", () => {
  expect(() => gatekeeper.guarded(listener("rw", "polkit", true))).toThrow(
    'auth_unix_rw: "polkit" needs the packages @virtgate/native and koffi',
  );
});
