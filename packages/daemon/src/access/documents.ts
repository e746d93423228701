// Documents that clients send: which object they are about, as rules see it, before anything is made of them. Their names
// are read as the definitions read them.

import { ErrorDomain, type PermissionObject } from "@virtgate/protocol";
import { attribute, childNamed, parseXml, textOf, type XmlElement } from "../definitions/index.js";
import { parseUuid } from "../definitions/uuid.js";
import type { Driver, MaybePromise } from "../drivers/driver.js";
import type { StoragePoolRef } from "../drivers/storage-driver.js";
import { after } from "../procedures/after.js";
import { fabricAttributes } from "./fabric.js";
import {
  deviceAttributes,
  domainAttributes,
  interfaceAttributes,
  networkAttributes,
  poolAttributes,
  resolvers,
} from "./objects.js";
import type { Attributes } from "./question.js";

type Fields = Readonly<Record<string, unknown>>;

/** Throws libvirt's error for a document that is not well-formed. Undefined where the driver has no such objects. */
type Describe = (driver: Driver, xml: string, args: Fields) => MaybePromise<Attributes> | undefined;

const nameIn = (root: XmlElement) => textOf(childNamed(root, "name"));

function identityIn(root: XmlElement) {
  const uuid = parseUuid(textOf(childNamed(root, "uuid")));
  return { name: nameIn(root), ...(uuid && { uuid }) };
}

/** A pool without a name has that of its source. */
const poolIn = (root: XmlElement) => {
  const { name, ...rest } = identityIn(root);
  return { ...rest, name: name || textOf(childNamed(childNamed(root, "source"), "name")) };
};

/** Kind of object -> how its documents say which one they mean. */
export const documents: Readonly<Partial<Record<PermissionObject, Describe>>> = {
  domain: (_driver, xml) =>
    domainAttributes(identityIn(parseXml(xml, { label: "domain_definition", domain: ErrorDomain.domain }))),
  network: ({ networks }, xml) =>
    networks &&
    networkAttributes(
      identityIn(parseXml(xml, { label: "network_definition", domain: ErrorDomain.network })),
    ),
  interface: ({ interfaces }, xml) => {
    if (interfaces === undefined) return undefined;
    const root = parseXml(xml, { label: "interface_definition", domain: ErrorDomain.interface });
    const mac = attribute(childNamed(root, "mac"), "address") ?? "";
    return interfaceAttributes({ name: attribute(root, "name") ?? "", mac });
  },
  storage_pool: ({ storage }, xml) =>
    storage &&
    poolAttributes(poolIn(parseXml(xml, { label: "storage_pool_definition", domain: ErrorDomain.storage }))),
  storage_vol: (driver, xml, { pool }) => {
    const found = resolvers.storage_pool!(driver, pool as StoragePoolRef as never);
    if (found === undefined) return undefined;
    const root = parseXml(xml, { label: "storage_volume_definition", domain: ErrorDomain.storage });
    return after(found, (attributes) => ({ ...attributes, vol_name: nameIn(root) }));
  },
  node_device: ({ nodeDevices }, xml) => {
    if (nodeDevices === undefined) return undefined;
    const root = parseXml(xml, { label: "node_device_definition", domain: ErrorDomain.nodedev });
    return { ...deviceAttributes({ name: nameIn(root) }), ...fabricAttributes(xml) };
  },
};
