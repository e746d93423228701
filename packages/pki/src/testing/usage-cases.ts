// Every combination of what libvirt looks at in one certificate.
import type { KeyUsage } from "../key-usage.js";
import { type ExtensionSpec, extension } from "./maker.js";

const server = "1.3.6.1.5.5.7.3.1";
const client = "1.3.6.1.5.5.7.3.2";
const any = "2.5.29.37.0";
const codeSigning = "1.3.6.1.5.5.7.3.3";

const constraints: (ExtensionSpec | undefined)[] = [
  undefined,
  extension.basicConstraints(false),
  extension.basicConstraints(false, undefined, false),
  extension.basicConstraints(true),
  extension.basicConstraints(true, 0, false),
];
const usages: (readonly KeyUsage[] | undefined)[] = [
  undefined,
  ["digitalSignature", "keyEncipherment"],
  ["digitalSignature"],
  ["keyEncipherment"],
  ["keyCertSign"],
  ["decipherOnly"],
  [],
];
const purposes: (readonly string[] | undefined)[] = [
  undefined,
  [],
  [server],
  [client],
  [server, client],
  [any],
  [codeSigning],
  [any, client],
  [codeSigning, any],
];

export function usageCases(): ExtensionSpec[][] {
  const cases: ExtensionSpec[][] = [];
  for (const constraint of constraints) {
    for (const usage of usages) {
      for (const purpose of purposes) {
        for (const critical of [true, false]) {
          if (!critical && usage === undefined && purpose === undefined) continue;
          cases.push([
            ...(constraint === undefined ? [] : [constraint]),
            ...(usage === undefined ? [] : [extension.keyUsage(usage, critical)]),
            ...(purpose === undefined ? [] : [extension.purposes(purpose, critical)]),
          ]);
        }
      }
    }
  }
  return cases;
}
