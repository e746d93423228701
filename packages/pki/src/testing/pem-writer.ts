// PEM files for tests.
import type { KeyObject } from "node:crypto";

export function pem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString("base64")
    .match(/.{1,64}/g)!;
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

export const certificate = (der: Uint8Array) => pem("CERTIFICATE", der);

export const privateKey = (key: KeyObject) => key.export({ format: "pem", type: "pkcs8" }).toString();
