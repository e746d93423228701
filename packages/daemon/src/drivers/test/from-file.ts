import type { TestHypervisor } from "./hypervisor.js";
export async function hypervisorFromFile(path: string): Promise<TestHypervisor> {
  throw new Error(path);
}
