// What Virtgate needs of the system's own libraries, loaded only when it is used.
export { NativeError } from "./problem.js";
