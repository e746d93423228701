// The network and the interface of test:///default.

import { parseInterface, parseNetwork } from "../../definitions/index.js";
import type { InterfaceTable } from "./interface-table.js";
import type { NetworkTable } from "./network-table.js";
import { randomContext } from "./random-context.js";

const network = `
<network>
  <name>default</name>
  <uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>
  <forward mode='nat'/>
  <bridge name='virbr0'/>
  <ip address='192.168.122.1' netmask='255.255.255.0'>
    <dhcp>
      <range start='192.168.122.2' end='192.168.122.254'/>
    </dhcp>
  </ip>
</network>`;

const iface = `
<interface type='ethernet' name='eth1'>
  <start mode='onboot'/>
  <mtu size='1492'/>
  <protocol family='ipv4'>
    <ip address='192.168.0.5' prefix='24'/>
    <route gateway='192.168.0.1'/>
  </protocol>
  <mac address='aa:bb:cc:dd:ee:ff'/>
</interface>`;

const once = <T>(read: () => T) => {
  let value: T | undefined;
  return () => (value ??= read());
};

// Definitions are never changed in place, so each first connection can have the same.
const networkDefinition = once(() => parseNetwork(network, randomContext));
const interfaceDefinition = once(() => parseInterface(iface, randomContext));

export function addDefaultNetwork(table: NetworkTable): void {
  table.define(networkDefinition()).active = true;
}

export function addDefaultInterface(table: InterfaceTable): void {
  table.define(interfaceDefinition()).active = true;
}
