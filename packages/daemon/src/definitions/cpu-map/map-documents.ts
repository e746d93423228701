// libvirt's map of processors as it lies on a host: `index.xml` names, for each family of architectures, the files that
// hold its vendors, features and models. The map is libvirt's; nothing of it is part of this project.

import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";
import { attribute, childrenNamed, type XmlElement } from "../xml-tree.js";

/** A map may have this many files. libvirt 9.0.0 has 87. */
const maxFiles = 1000;

/** `what` cannot be used as a map of processors. */
export const brokenMap = (what: string): LibvirtError =>
  libvirtError(ErrorDomain.cpu, ErrorCode.internalError, `cannot use libvirt's map of CPU models: ${what}`);

/** The families of architectures that have a map. */
export type MapFamily = "x86" | "ppc64";

/** The files of a family, in their order. */
export function mapFiles(index: XmlElement, family: MapFamily): string[] {
  const arch = childrenNamed(index, "arch").find((one) => attribute(one, "name") === family);
  if (arch === undefined) throw brokenMap(`nothing about ${family}`);
  const includes = childrenNamed(arch, "include");
  if (includes.length > maxFiles) throw brokenMap(`more than ${maxFiles} files about ${family}`);
  return includes.map((include) => {
    const file = attribute(include, "filename") ?? "";
    if (!/^[^/\0]+\.xml$/.test(file)) throw brokenMap(`'${file}' is not a file of it`);
    return file;
  });
}

/** All elements of one name in all documents, each with its own name. */
export function entries(documents: readonly XmlElement[], kind: string): [name: string, entry: XmlElement][] {
  return documents.flatMap((document) =>
    childrenNamed(document, kind).map((entry): [string, XmlElement] => [nameOf(entry), entry]),
  );
}

export function nameOf(entry: XmlElement): string {
  const name = attribute(entry, "name");
  if (!name) throw brokenMap(`a ${entry.name} without a name`);
  return name;
}

/** Adds what must be there once. */
export function addOnce<T>(to: Map<string, T>, kind: string, name: string, value: T): void {
  if (to.has(name)) throw brokenMap(`${kind} ${name} stands there twice`);
  to.set(name, value);
}
