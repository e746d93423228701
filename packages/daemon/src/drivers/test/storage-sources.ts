// What the test hypervisor would find if it looked for storage to make pools of.

import { ErrorDomain } from "@virtgate/protocol";
import {
  element,
  parseXml,
  poolTypeNamed,
  readSource,
  sourceHostName,
  writeXml,
} from "../../definitions/index.js";
import { invalidXml } from "../../definitions/refusal.js";
import { onlyFlags } from "./refusals.js";
import { context } from "./storage-definition.js";
import { hostNameNeeded, missingBackend, noSourceDiscovery, unknownPoolType } from "./storage-refusals.js";

const volumeGroup = (device: string, name: string) =>
  element("source", {}, [
    element("device", { path: device }),
    element("name", {}, [name]),
    element("format", { type: "lvm2" }),
  ]);

const volumeGroups = [volumeGroup("/dev/sda20", "testvg1"), volumeGroup("/dev/sda21", "testvg2")];

const share = (host: string) =>
  element("source", {}, [
    element("host", { name: host }),
    element("dir", { path: "/testshare" }),
    element("format", { type: "nfs" }),
  ]);

export function findSources(typeName: string, specification: string | null, flags: number): string {
  onlyFlags("testConnectFindStoragePoolSources", flags);
  // The first kind's number is zero, which libvirt takes for none.
  if (typeName === "dir") throw unknownPoolType(typeName);
  const type = poolTypeNamed(typeName);
  let host: string | undefined;
  if (specification !== null) {
    const root = parseXml(specification, {
      label: "storage_source_specification",
      domain: ErrorDomain.storage,
    });
    if (root.name !== "source") throw invalidXml(`expecting root element of 'source', not '${root.name}'`);
    if (type === undefined) throw missingBackend();
    host = sourceHostName(readSource(root, type, context));
  }
  switch (type?.name) {
    case "logical":
      return writeXml(element("sources", {}, volumeGroups));
    case "netfs":
      if (host === undefined) throw hostNameNeeded();
      return writeXml(element("sources", {}, [share(host)]));
    default:
      throw noSourceDiscovery(typeName);
  }
}
