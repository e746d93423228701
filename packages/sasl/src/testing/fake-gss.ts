// For tests: a GSSAPI without Kerberos. Tokens are readable, and every context counts whether it was closed.
import { createHmac } from "node:crypto";
import type { GssContext, GssProvider } from "../gss.js";

export interface FakeOptions {
  readonly principal?: string;
  readonly user?: string;
  /** Tokens each side sends before it is complete. */
  readonly rounds?: number;
  readonly ssf?: number;
  readonly integrity?: boolean;
}

export interface FakeGss extends GssProvider {
  /** Contexts that are made and not closed. */
  open(): number;
}

const macBytes = 8;

export function fakeGss({
  principal = "alice@EXAMPLE.TEST",
  user = "alice",
  rounds = 1,
  ssf = 256,
  integrity = true,
}: FakeOptions = {}): FakeGss {
  const contexts = new Set<GssContext>();
  const contextOf = (side: "client" | "server"): GssContext => {
    let taken = 0;
    let sent = 0;
    let wrapped = 0;
    let unwrapped = 0;
    const mac = (from: string, count: number, flag: number, payload: Uint8Array) =>
      createHmac("md5", "key")
        .update(`${from} ${count} ${flag} `)
        .update(payload)
        .digest()
        .subarray(0, macBytes);
    const other = side === "client" ? "server" : "client";
    const context: GssContext = {
      async step(token) {
        if (token !== null) {
          const expected = `${other} token ${taken++}`;
          const found = Buffer.from(token).toString("latin1");
          if (found !== expected) throw new Error("GSSAPI Error: Invalid token was supplied (Unknown error)");
        }
        const complete = side === "client" ? taken === rounds : sent + 1 === rounds;
        if (side === "client" && complete) return { token: null, complete };
        return { token: Buffer.from(`${side} token ${sent++}`), complete };
      },
      peer: () => ({ principal, user }),
      ssf,
      integrity,
      wrap(payload, confidential, room = 0) {
        const flag = confidential ? 1 : 0;
        const body = Buffer.from(payload).map((byte) => (confidential ? byte ^ 0x55 : byte));
        const parts = [Buffer.alloc(room), Buffer.of(flag), mac(side, wrapped++, flag, body), body];
        return Buffer.concat(parts);
      },
      unwrap(token) {
        const flag = token[0] ?? 0;
        const body = token.subarray(1 + macBytes);
        if (!mac(other, unwrapped++, flag, body).equals(token.subarray(1, 1 + macBytes)))
          throw new Error(
            "GSSAPI Error: A token had an invalid Message Integrity Check (MIC) (Unknown error)",
          );
        return { payload: body.map((byte) => (flag === 1 ? byte ^ 0x55 : byte)), confidential: flag === 1 };
      },
      wrapSizeLimit: (bytes) => Math.max(0, bytes - 1 - macBytes),
      close: () => void contexts.delete(context),
    };
    contexts.add(context);
    return context;
  };
  return {
    initiate: () => contextOf("client"),
    accept: () => contextOf("server"),
    open: () => contexts.size,
  };
}
