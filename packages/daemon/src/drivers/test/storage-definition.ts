// Pool and volume definitions as this hypervisor reads them.

import { randomBytes } from "node:crypto";
import { ErrorDomain } from "@virtgate/protocol";
import {
  type ParseContext,
  type PoolDefinition,
  parsePool,
  parsePoolElement,
  parseVolumeElement,
  readVolumeRoot,
  type VolumeDefinition,
  type XmlElement,
} from "../../definitions/index.js";
import { refuseFlags } from "../refusals.js";
import type { TestPool } from "./storage-pool.js";

// Named only when it is called: the command line then starts without loading node:crypto.
export const context: ParseContext = { random: (count) => randomBytes(count) };

export const readPool = (xml: string): PoolDefinition => parsePool(xml, context);

/** `around` are the elements that hold this one, when it is part of a larger file. */
export const readPoolElement = (element: XmlElement, around: readonly XmlElement[] = []): PoolDefinition =>
  parsePoolElement(element, context, around);

/** libvirt 9.0.0 hands the flag to validate on to a function that does not know it, once the document is valid. */
export function readVolume(xml: string, { definition }: TestPool, flags: number): VolumeDefinition {
  const root = readVolumeRoot(xml);
  refuseFlags(ErrorDomain.storage, "virStorageVolDefParseXML", flags, 0);
  return parseVolumeElement(root, definition.type, context);
}

export const readVolumeElement = (element: XmlElement, { definition }: TestPool): VolumeDefinition =>
  parseVolumeElement(element, definition.type, context);
