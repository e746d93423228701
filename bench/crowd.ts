// Hosts with more domains than one listens to: files for the test hypervisor.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Subject } from "./subject.js";

const domain = (number: number): string => {
  const uuid = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  return (
    `<domain type='test'><name>guest${number}</name><uuid>${uuid}</uuid><memory>1024</memory>` +
    `<os><type>hvm</type></os><devices><disk type='file'><source file='/${number}'/><target dev='vda'/></disk>` +
    `<interface type='network'><source network='default'/></interface></devices></domain>\n`
  );
};

/** A URI of the daemon's under which there are so many running domains. */
export function crowdOf({ socket, folder }: Pick<Subject, "socket" | "folder">, domains: number): string {
  const path = join(folder, `${domains}-domains.xml`);
  const all = Array.from({ length: domains }, (_, number) => domain(number));
  writeFileSync(path, `<node>\n${all.join("")}</node>\n`);
  return `test+unix://${path}?socket=${socket}`;
}
