import { askSecret } from "../tools/secret.js";

/** Asks at the terminal for the passphrase of the CA's key. `twice` for a new one. Throws Failure. */
export const askPassphrase = (prompt: string, twice: boolean): Promise<string> =>
  askSecret({
    what: "passphrase",
    prompt,
    ...(twice ? { again: "Once more: " } : {}),
    instead: "use --passphrase-file",
  });
