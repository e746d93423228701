// Which part of libvirt complains about a public function: its library module decides (facts: functions' "module").

import { ErrorDomain } from "@virtgate/protocol";

const rules: readonly [RegExp, number][] = [
  [/Qemu|Lxc|virConnect(Open|Close|SupportsFeature|GetLibVersion)/, ErrorDomain.none],
  [/NWFilter/, ErrorDomain.nwfilter],
  [/Snapshot/, ErrorDomain.domainSnapshot],
  [/Checkpoint/, ErrorDomain.domainCheckpoint],
  [/^virDomain|^virConnect.*Domain/, ErrorDomain.domain],
  [/Storage/, ErrorDomain.storage],
  [/NodeDevice|NumOfDevices|ListDevices|NodeNumOfDevices/, ErrorDomain.nodedev],
  [/Secret/, ErrorDomain.secret],
  [/Interface/, ErrorDomain.interface],
  [/Network/, ErrorDomain.network],
];

/** The error domain of "not supported" and "read only" for one public function. */
export function errorDomainOf(api: string): number {
  for (const [pattern, domain] of rules) if (pattern.test(api)) return domain;
  return ErrorDomain.domain;
}
