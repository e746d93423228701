// Pool and volume definitions as this hypervisor reads them.

import { randomBytes } from "node:crypto";
import {
  type ParseContext,
  type PoolDefinition,
  parsePool,
  parsePoolElement,
  parseVolume,
  parseVolumeElement,
  type VolumeDefinition,
  type XmlElement,
} from "../../definitions/index.js";
import type { TestPool } from "./storage-pool.js";

// Named only when it is called: the command line then starts without loading node:crypto.
export const context: ParseContext = { random: (count) => randomBytes(count) };

export const readPool = (xml: string): PoolDefinition => parsePool(xml, context);

/** `around` are the elements that hold this one, when it is part of a larger file. */
export const readPoolElement = (element: XmlElement, around: readonly XmlElement[] = []): PoolDefinition =>
  parsePoolElement(element, context, around);

export const readVolume = (xml: string, { definition }: TestPool): VolumeDefinition =>
  parseVolume(xml, definition.type, context);

export const readVolumeElement = (element: XmlElement, { definition }: TestPool): VolumeDefinition =>
  parseVolumeElement(element, definition.type, context);
