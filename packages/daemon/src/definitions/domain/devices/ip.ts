/** Addresses inside a guest's interface. */
import { isIP } from "node:net";
import { ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger } from "../../integer.js";
import { invalidArgument, invalidDomain, refuse } from "../../refusal.js";
import type { ChildRule } from "../../shape.js";
import { attribute, childrenNamed, element } from "../../xml-tree.js";

const FAMILY: Readonly<Record<number, string>> = { 4: "ipv4", 6: "ipv6" };

export const ips: ChildRule = (parent) =>
  childrenNamed(parent, "ip").map((from) => {
    const address = attribute(from, "address");
    if (address === undefined) throw invalidDomain("Missing required address in <ip>");
    const family = attribute(from, "family");
    const kind = FAMILY[isIP(address)];
    if (kind === undefined || (family !== undefined && kind !== (family === "ipv6" ? "ipv6" : "ipv4"))) {
      throw invalidDomain(`Invalid address '${address}' in <ip>`);
    }
    const prefix = attribute(from, "prefix");
    const bits = prefix === undefined ? undefined : parseInteger(prefix, Limit.unsignedInt);
    if (prefix !== undefined && (bits === undefined || bits > (kind === "ipv6" ? 128n : 32n))) {
      throw invalidDomain(`Invalid prefix value '${prefix}' in <ip>`);
    }
    const peer = attribute(from, "peer");
    if (peer !== undefined && FAMILY[isIP(peer)] !== kind) {
      throw refuse(ErrorDomain.domain, invalidArgument("").code, `Invalid peer '${peer}' in <ip>`);
    }
    return element("ip", { address, family: kind, prefix: bits || undefined, peer });
  });
