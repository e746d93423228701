// Interfaces of the test hypervisor's host.

import { ConnectListAllInterfacesFlags, InterfaceDefineFlags } from "@virtgate/protocol/constants";
import type { InterfaceDriver } from "../interface-driver.js";
import { type FilterGroup, filterOf, knownFlags } from "../list-filter.js";
import { alreadySo } from "./interface-refusals.js";
import { type InterfaceTable, readInterface, type TestInterface } from "./interface-table.js";
import { onlyFlags } from "./refusals.js";

const filterGroups: readonly FilterGroup<TestInterface>[] = [
  [
    [ConnectListAllInterfacesFlags.active, ({ active }) => active],
    [ConnectListAllInterfacesFlags.inactive, ({ active }) => !active],
  ],
];
const knownFilters = knownFlags(filterGroups);

export function interfaces(table: InterfaceTable): InterfaceDriver {
  function* filtered(flags: number): Iterable<TestInterface> {
    onlyFlags("testConnectListAllInterfaces", flags, knownFilters);
    const passes = filterOf(filterGroups, flags);
    for (const one of table.values()) if (passes(one)) yield one;
  }

  function setActive(name: string, active: boolean): void {
    const one = table.byName(name);
    if (one.active === active) throw alreadySo();
    one.active = active;
  }

  return {
    lookupByName: (name) => table.byName(name).ref,
    // The answer has the address as it was asked for.
    lookupByMac: (mac) => ({ name: table.byMac(mac).definition.name, mac }),
    list: (flags) => Array.from(filtered(flags), ({ ref }) => ref),
    count(flags) {
      let count = 0;
      for (const _ of filtered(flags)) count++;
      return count;
    },

    xml(ref, flags) {
      onlyFlags("testInterfaceGetXMLDesc", flags);
      return table.byName(ref.name).text;
    },
    isActive: (ref) => table.byName(ref.name).active,

    define(xml, flags) {
      onlyFlags("testInterfaceDefineXML", flags, InterfaceDefineFlags.validate);
      return table.define(readInterface(xml)).ref;
    },
    undefine: (ref) => table.remove(table.byName(ref.name)),
    start(ref, flags) {
      onlyFlags("testInterfaceCreate", flags);
      setActive(ref.name, true);
    },
    destroy(ref, flags) {
      onlyFlags("testInterfaceDestroy", flags);
      setActive(ref.name, false);
    },

    changeBegin(flags) {
      onlyFlags("testInterfaceChangeBegin", flags);
      table.begin();
    },
    changeCommit(flags) {
      onlyFlags("testInterfaceChangeCommit", flags);
      table.commit();
    },
    changeRollback(flags) {
      onlyFlags("testInterfaceChangeRollback", flags);
      table.rollback();
    },
  };
}
