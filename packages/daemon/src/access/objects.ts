// The objects that calls are about, as rules see them. The names of the attributes are libvirt's, so that rules written
// for it work here; their values come from the driver, never from the client, who could call a domain anything.

import type { PermissionObject } from "@virtgate/protocol";
import { ErrorDomain } from "@virtgate/protocol";
import { childNamed, parseXml, textOf } from "../definitions/index.js";
import { formatUuid, parseUuid } from "../definitions/uuid.js";
import type { DomainRef, Driver, MaybePromise } from "../drivers/driver.js";
import { after } from "../procedures/after.js";
import type { Attributes } from "./question.js";

/** Finds the object that a client names. Throws the driver's own error when there is none. */
type Resolve = (driver: Driver, named: never) => MaybePromise<Attributes>;

interface Identified {
  readonly name: string;
  /** Absent where a document leaves it to the daemon. */
  readonly uuid?: Uint8Array | undefined;
}

const withUuid =
  (prefix: string) =>
  ({ name, uuid }: Identified): Attributes => ({
    [`${prefix}_name`]: name,
    ...(uuid !== undefined && { [`${prefix}_uuid`]: formatUuid(uuid) }),
  });

export const domainAttributes = withUuid("domain");

const ofDomain = (driver: Driver, domain: DomainRef) =>
  after(driver.domains.resolve(domain), domainAttributes);

/** What belongs to a domain is judged by the domain. */
const ofPart = (driver: Driver, { dom }: { dom: DomainRef }) => ofDomain(driver, dom);

/** Argument, or field of an answer -> the object in it. */
export const resolvers: Readonly<Record<string, Resolve>> = {
  dom: ofDomain,
  snap: ofPart,
  snapshot: ofPart,
  checkpoint: ofPart,
};

/** What a document says of the object that it is about. Throws libvirt's error for one that is not well-formed. */
type Describe = (xml: string) => Attributes;

const described =
  (attributesOf: (object: Identified) => Attributes, label: string, domain: number): Describe =>
  (xml) => {
    const root = parseXml(xml, { label, domain });
    const uuid = parseUuid(textOf(childNamed(root, "uuid")));
    return attributesOf({ name: textOf(childNamed(root, "name")), ...(uuid && { uuid }) });
  };

/** Kind of object -> how its documents are read. */
export const documents: Readonly<Partial<Record<PermissionObject, Describe>>> = {
  domain: described(domainAttributes, "domain_definition", ErrorDomain.domain),
};
