// How many processors a definition has and can have, kept in step with its list of them (`<vcpus>`).

import { attribute, type DomainDefinition, element, type XmlElement } from "../../definitions/index.js";
import { isElement } from "../../definitions/xml-tree.js";

/** The first `count` processors are switched on, the others off. */
export function setVcpus(definition: DomainDefinition, count: number): void {
  definition.vcpus = count;
  for (const vcpu of listed(definition)) {
    vcpu.attributes.set("enabled", Number(attribute(vcpu, "id")) < count ? "yes" : "no");
  }
}

/** Further processors begin switched off. */
export function setMaxVcpus(definition: DomainDefinition, count: number): void {
  const [list] = definition.sections.vcpus ?? [];
  if (list !== undefined) {
    const kept = listed(definition).filter((vcpu) => Number(attribute(vcpu, "id")) < count);
    const added = Array.from({ length: Math.max(0, count - definition.maxVcpus) }, (_, at) =>
      element("vcpu", { id: definition.maxVcpus + at, enabled: "no" }),
    );
    list.children.splice(0, list.children.length, ...kept, ...added);
  }
  definition.maxVcpus = count;
  if (definition.vcpus > count) definition.vcpus = count;
}

const listed = (definition: DomainDefinition): XmlElement[] =>
  (definition.sections.vcpus?.[0]?.children ?? []).filter(isElement);
