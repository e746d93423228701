// `screenshot`: what a domain's screen shows, into a file.

import { closeSync, openSync, writeSync } from "node:fs";
import { attempt, Failure } from "../failure.js";
import { type Command, domainOption } from "../grammar/command.js";
import { systemErrorText } from "../system-error.js";
import { lookupDomain } from "./domain.js";

const extensions: Readonly<Record<string, string>> = {
  "image/png": ".png",
  "image/x-portable-pixmap": ".ppm",
};

const two = (value: number) => String(value).padStart(2, "0");

/** `test-2026-11-22-00:41:16.png`, in local time. */
export function defaultFileName(domain: string, now: Date, mime: string | null): string {
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  return `${domain}-${date}-${time}${(mime !== null && extensions[mime]) || ""}`;
}

function openFile(path: string): number {
  try {
    return openSync(path, "w", 0o666);
  } catch {
    throw new Failure(`cannot create file ${path}`);
  }
}

function writeAll(descriptor: number, piece: Uint8Array, domain: string): void {
  try {
    for (let at = 0; at < piece.length; ) at += writeSync(descriptor, piece, at);
  } catch (thrown) {
    throw new Failure(
      `could not receive data from domain '${domain}'`,
      new Failure(`recv handler failed: ${systemErrorText(thrown)}`),
    );
  }
}

export const screenshot: Command = {
  name: "screenshot",
  group: "domain",
  help: "take a screenshot of a current domain console and store it into a file",
  description: "screenshot of a current domain console",
  options: [
    domainOption(),
    { name: "file", type: "string", help: "where to store the screenshot", complete: "files" },
    { name: "screen", type: "int", help: "ID of a screen to take screenshot of" },
  ],
  async run(shell, args) {
    const given = args.string("file");
    const screen = args.uint("screen") ?? 0;
    const dom = await lookupDomain(shell, "screenshot", args);
    const { stream, result } = await attempt(
      `could not take a screenshot of ${args.required("domain")}`,
      shell.host.openStream("domainScreenshot", { dom, screen, flags: 0 }),
    );
    let descriptor: number | undefined;
    try {
      const path = given ?? defaultFileName(dom.name, new Date(), result.mime);
      descriptor = openFile(path);
      for await (const piece of stream) {
        if (piece instanceof Uint8Array) writeAll(descriptor, piece, dom.name);
      }
      shell.extra(`Screenshot saved to ${path}, with type of ${result.mime}`);
      return true;
    } catch (thrown) {
      stream.abort();
      throw thrown;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  },
};
