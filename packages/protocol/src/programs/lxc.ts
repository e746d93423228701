// The lxc program: what only the LXC driver can do.

import { call, program } from "../program.js";
import { uint } from "../xdr.js";
import { domainRef } from "./remote/types.js";

const calls = {
  domainOpenNamespace: call(1, () => ({
    api: "virDomainLxcOpenNamespace",
    args: { dom: domainRef, flags: uint },
    on: "dom",
    access: ["domain:open_namespace"],
    write: true,
    fds: "server",
  })),
};

const events = {};

export const lxc = program({ name: "lxc", number: 0x00068000, version: 1, calls, events });
