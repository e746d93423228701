// The hypervisor behind test:///default: one running domain on a host with two NUMA cells.

import { DomainRunningReason } from "@virtgate/protocol/constants";
import { cloneDomain, type DomainDefinition } from "../../definitions/index.js";
import { addDefaultDevices } from "./default-devices.js";
import { addDefaultInterface, addDefaultNetwork } from "./default-network.js";
import { addDefaultPool } from "./default-pool.js";
import { readDefinition } from "./definition.js";
import type { TestNode } from "./host.js";
import { TestHypervisor } from "./hypervisor.js";
import { defaultNode } from "./node-file.js";
import { TestState } from "./state.js";

const gibInKiB = 1_048_576n;

const node: TestNode = {
  ...defaultNode,
  cpus: 16,
  cells: [
    { memoryKiB: 2n * gibInKiB, freeKiB: gibInKiB },
    { memoryKiB: 4n * gibInKiB, freeKiB: 2n * gibInKiB },
  ],
};

const domain = `
<domain type='test'>
  <name>test</name>
  <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
  <memory unit='KiB'>8388608</memory>
  <currentMemory unit='KiB'>2097152</currentMemory>
  <vcpu>2</vcpu>
  <os>
    <type>hvm</type>
  </os>
  <devices>
    <disk type='file'>
      <source file='/guest/diskimage1'/>
      <target dev='vda' bus='virtio'/>
      <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
    </disk>
    <interface type='network'>
      <mac address='aa:bb:cc:dd:ee:ff'/>
      <source network='default'/>
      <target dev='testnet0'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
    </interface>
    <memballoon model='virtio'>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
    </memballoon>
  </devices>
</domain>
`;

let parsed: DomainDefinition | undefined;

/** Most connections are short, and each first one makes a hypervisor: the text is read only once. */
function definition(): DomainDefinition {
  parsed ??= readDefinition(domain);
  return cloneDomain(parsed);
}

export function defaultHypervisor(whenUnused: () => void): TestHypervisor {
  const state = new TestState(node, {
    networks: addDefaultNetwork,
    interfaces: addDefaultInterface,
    storage: addDefaultPool,
    devices: addDefaultDevices,
  });
  const { domain: test } = state.domains.define(definition());
  test.start(state.domains.newId(), DomainRunningReason.unknown);
  return new TestHypervisor(state, whenUnused);
}
