// koffi, which calls C functions, loaded when it is first needed and set up once for everything in this package.
import { NativeError } from "./problem.js";

export type Koffi = typeof import("koffi").default;

/** Kerberos looks for files, asks servers and keeps more on the stack than koffi's 128 KiB for calls in threads. */
const asyncStackBytes = 1 << 20;

/** `purpose` begins the error's text. Throws NativeError when koffi is not installed, or not for this machine. */
export async function loadKoffi(purpose: string): Promise<Koffi> {
  let koffi: Koffi;
  try {
    koffi = (await import("koffi")).default;
  } catch (cause) {
    throw new NativeError(`${purpose} needs the package koffi, which cannot be loaded`, { cause });
  }
  if ((koffi.config().async_stack_size ?? 0) >= asyncStackBytes) return koffi;
  try {
    koffi.config({ async_stack_size: asyncStackBytes });
  } catch (cause) {
    // It must come before the first library of the process.
    throw new NativeError("koffi is in use already, with a stack too small for Kerberos", { cause });
  }
  return koffi;
}
