// Prints the actions that stand for libvirt's permissions, for hosts without libvirt: packages/daemon/polkit/org.libvirt.api.policy.
import { type PermissionObject, permissions } from "@virtgate/protocol";

const nouns: Readonly<Record<PermissionObject, string>> = {
  connect: "host",
  domain: "virtual machine",
  interface: "network interface",
  network: "virtual network",
  network_port: "port of a virtual network",
  node_device: "device of the host",
  nwfilter: "network filter",
  nwfilter_binding: "binding of a network filter",
  secret: "secret",
  storage_pool: "storage pool",
  storage_vol: "storage volume",
};

/** The name of polkit's action: connect, search_domains -> org.libvirt.api.connect.search-domains */
const actionId = (object: string, name: string) =>
  `org.libvirt.api.${object.replaceAll("_", "-")}.${name.replaceAll("_", "-")}`;

function action(object: PermissionObject, name: string, isForAll: boolean): string {
  const words = `${name.replaceAll("_", " ")}: ${nouns[object]}`;
  const leave = isForAll ? "yes" : "no";
  return `  <action id="${actionId(object, name)}">
    <description>${words}</description>
    <message>polkit's rules have to allow "${words}"</message>
    <defaults>
      <allow_any>${leave}</allow_any>
      <allow_inactive>${leave}</allow_inactive>
      <allow_active>${leave}</allow_active>
    </defaults>
  </action>
`;
}

/** The whole file: what `permissions` gives to everybody is "yes", the rest is for rules to allow. */
export function polkitActions(): string {
  const all = Object.entries(permissions).flatMap(([object, names]) =>
    Object.entries(names).map(([name, isForAll]) => action(object as PermissionObject, name, isForAll)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD polkit Policy Configuration 1.0//EN"
  "http://www.freedesktop.org/software/polkit/policyconfig-1.dtd">
<!-- For /usr/share/polkit-1/actions of a host without libvirt, which brings a file of this name. -->
<policyconfig>
  <vendor>Virtgate</vendor>
${all.join("")}</policyconfig>
`;
}
