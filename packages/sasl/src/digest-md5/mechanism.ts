import type { Mechanism } from "../mechanism.js";
import { digestMd5Client } from "./client.js";
import { digestMd5Server } from "./server.js";

/** Old, and all that plain TCP has without Kerberos: libvirt negotiates its rc4 there. */
export const digestMd5: Mechanism = {
  name: "DIGEST-MD5",
  maxSsf: 128,
  flags: {
    anonymous: false,
    plaintext: false,
    noDictionary: false,
    noActive: false,
    mutual: true,
    clientFirst: false,
  },
  server: digestMd5Server,
  client: digestMd5Client,
};
