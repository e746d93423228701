// A TLS client that shows any certificate, also one that libvirt's own clients would not leave the house with.
import { readFileSync } from "node:fs";
import { connect as connectTcp, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import type { TlsPki } from "./tls-pki.js";
import { WireClient } from "./wire.js";

export interface TlsClient {
  readonly cert?: string;
  readonly key?: string;
  readonly options?: ConnectionOptions;
}

const patienceMs = 5_000;

/** "in", when the byte came by which the daemon lets its client in; otherwise how the connection ended. */
export async function tryToGetIn(
  port: number,
  pki: TlsPki,
  { cert, key, options }: TlsClient,
): Promise<string> {
  const credentials =
    cert === undefined ? {} : { cert: readFileSync(pki.cert(cert)), key: readFileSync(pki.key(key ?? cert)) };
  const socket = connect({
    port,
    host: "127.0.0.1",
    rejectUnauthorized: false,
    // Keys and hashes that a careful client would not use.
    ciphers: "DEFAULT:@SECLEVEL=0",
    ...credentials,
    ...options,
  });
  return verdict(socket);
}

/** A client that has been let in. Throws when it is not. */
export async function openTls(port: number, pki: TlsPki, cert = "client"): Promise<WireClient> {
  const credentials = { cert: readFileSync(pki.cert(cert)), key: readFileSync(pki.key(cert)) };
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...credentials });
  await new Promise<void>((resolve, reject) => {
    socket.once("data", () => resolve());
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("not let in")));
  });
  socket.removeAllListeners();
  return WireClient.over(socket);
}

/** A client that connects and then says nothing. */
export function stall(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(port, "127.0.0.1");
    socket.once("error", reject);
    socket.once("connect", () => resolve(socket));
  });
}

function verdict(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    const late = setTimeout(() => finish("silence"), patienceMs);
    const finish = (word: string) => {
      clearTimeout(late);
      socket.destroy();
      resolve(word);
    };
    socket.once("data", (data: Buffer) =>
      finish(data[0] === 1 && data.length === 1 ? "in" : data.toString("hex")),
    );
    // A reset says only that the daemon left something unread, which is nobody's business.
    socket.once("error", ({ code, message }: NodeJS.ErrnoException) =>
      finish(code === "ECONNRESET" ? "closed" : (code ?? message)),
    );
    socket.once("close", () => finish("closed"));
  });
}

/** Sends bytes over a plain connection and answers what comes back: bytes in hex, and the end. */
export function say(port: number, hex: string, ending: "close" | "reset" | "wait" = "wait"): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connectTcp(port, "127.0.0.1");
    const heard: Buffer[] = [];
    const finish = (end: string) => resolve(`${Buffer.concat(heard).toString("hex")} ${end}`.trim());
    socket.once("connect", async () => {
      socket.write(Buffer.from(hex, "hex"));
      await sleep(100);
      if (ending === "close") socket.end();
      else if (ending === "reset") socket.resetAndDestroy();
      else {
        await sleep(500);
        socket.destroy();
      }
    });
    socket.on("data", (chunk: Buffer) => heard.push(chunk));
    let end = "left";
    socket.once("end", () => {
      end = "closed";
      socket.destroy();
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      end = error.code ?? error.message;
    });
    socket.once("close", () => finish(end));
  });
}
