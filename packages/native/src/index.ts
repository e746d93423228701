// What Virtgate needs of the system's own libraries, loaded only when it is used.
export type { Context, GssToken } from "./gss/context.js";
export { type SystemGss, type SystemGssOptions, systemGss } from "./gss/system-gss.js";
export { NativeError } from "./problem.js";
