/** Whether a guest would notice that its definition was exchanged for another. */
import type { DomainDefinition } from "../definition.js";
import { compareDevices } from "./devices.js";
import { compareMachines } from "./machine.js";

/** Throws VIR_ERR_CONFIG_UNSUPPORTED, naming what differs first. */
export function requireStableAbi(source: DomainDefinition, target: DomainDefinition): void {
  compareMachines(source, target);
  compareDevices(source, target);
}
