import type { Mechanism } from "../mechanism.js";
import { gssapiClient } from "./client.js";
import { gssapiServer } from "./server.js";

/** Kerberos 5. Its layer is as strong as the session's cipher: 256 bits with AES-256. */
export const gssapi: Mechanism = {
  name: "GSSAPI",
  maxSsf: 256,
  flags: {
    anonymous: false,
    plaintext: false,
    noDictionary: false,
    noActive: true,
    mutual: true,
    clientFirst: true,
  },
  server: gssapiServer,
  client: gssapiClient,
};
