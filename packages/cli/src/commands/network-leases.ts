// `net-dhcp-leases`: which addresses a network has handed out.

import { attempt } from "../failure.js";
import { type Command, outputOption } from "../grammar/command.js";
import { compareNames } from "./compare-names.js";
import { lookupNetwork, networkOption } from "./network.js";
import { printJson, wantsJson } from "./output.js";

/** virIPAddrType, by number. */
const families = ["ipv4", "ipv6"];

const two = (value: number) => String(value).padStart(2, "0");

/** In the user's time zone. */
function localTime(seconds: bigint): string {
  const time = new Date(Number(seconds) * 1000);
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

export const netDhcpLeases: Command = {
  name: "net-dhcp-leases",
  group: "network",
  help: "print lease info for a given network",
  description: "Print lease info for a given network",
  options: [networkOption(), { name: "mac", type: "string", help: "MAC address" }, outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const mac = args.string("mac") ?? null;
    const net = await lookupNetwork(shell, "net-dhcp-leases", args);
    const { leases } = await attempt(
      `Failed to get leases info for ${args.required("network")}`,
      shell.call.networkGetDhcpLeases({ net, mac, needResults: 1, flags: 0 }),
    );
    const sorted = [...leases].sort((one, other) => compareNames(one.mac ?? "", other.mac ?? ""));
    if (json) {
      printJson(
        shell,
        sorted.map((lease) => ({ ...lease, type: families[lease.type] ?? null })),
      );
      return true;
    }
    shell.table(
      ["Expiry Time", "MAC address", "Protocol", "IP address", "Hostname", "Client ID or DUID"],
      sorted.map((lease) => [
        localTime(lease.expirytime),
        lease.mac ?? "-",
        families[lease.type] ?? "-",
        `${lease.ipaddr}/${lease.prefix}`,
        lease.hostname ?? "-",
        lease.clientid ?? "-",
      ]),
    );
    return true;
  },
};
