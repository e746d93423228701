// libvirt's map of processors on this host, read when it is first asked for and again when it was replaced.

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";
import type { CpuMaps } from "../definitions/cpu-map/baseline.js";
import { brokenMap, type MapFamily, mapFiles } from "../definitions/cpu-map/map-documents.js";
import { readPpc64Map } from "../definitions/cpu-map/ppc64.js";
import { readX86Map } from "../definitions/cpu-map/x86-map.js";
import { parseXml, type XmlElement } from "../definitions/index.js";
import { readLimited } from "./read-limited.js";

/** Where libvirt's packages have it. */
export const cpuMapFolder = "/usr/share/libvirt/cpu_map";

/** The largest file of libvirt 9.0.0 has 45 KiB. */
const maxFileBytes = 1024 * 1024;
const maxFamilyCharacters = 8 * 1024 * 1024;

const missing = (path: string): LibvirtError =>
  libvirtError(
    ErrorDomain.cpu,
    ErrorCode.operationUnsupported,
    `libvirt's map of CPU models is not installed: ${path} is missing`,
  );

/** The maps in one folder. Whoever asks at the same time shares one reading. */
export function cpuMapsIn(folder: string): CpuMaps {
  const index = join(folder, "index.xml");
  const cached = <T>(family: MapFamily, read: (documents: readonly XmlElement[]) => T) => {
    let kept: { readonly version: string; readonly map: Promise<T> } | undefined;
    return async () => {
      const version = await versionOf(folder, index);
      if (kept?.version !== version) {
        const reading = { version, map: readFamily(folder, index, family).then(read) };
        kept = reading;
        // What could not be read is tried again next time.
        reading.map.catch(() => {
          if (kept === reading) kept = undefined;
        });
      }
      return kept.map;
    };
  };
  return { x86: cached("x86", readX86Map), ppc64: cached("ppc64", readPpc64Map) };
}

/** Packages replace files, and then the folder has another time. */
async function versionOf(folder: string, index: string): Promise<string> {
  try {
    const [ofFolder, ofIndex] = await Promise.all([stat(folder), stat(index)]);
    return `${ofFolder.ino} ${ofFolder.mtimeMs} ${ofIndex.ino} ${ofIndex.mtimeMs} ${ofIndex.size}`;
  } catch {
    throw missing(index);
  }
}

async function readFamily(folder: string, index: string, family: MapFamily): Promise<XmlElement[]> {
  let left = maxFamilyCharacters;
  const documents: XmlElement[] = [];
  for (const file of mapFiles(await readDocument(index), family)) {
    documents.push(
      await readDocument(join(folder, file), (characters) => {
        left -= characters;
        if (left < 0) throw brokenMap(`the files about ${family} are too large`);
      }),
    );
  }
  return documents;
}

async function readDocument(
  path: string,
  count: (characters: number) => void = () => {},
): Promise<XmlElement> {
  let source: string;
  try {
    source = await readLimited(path, maxFileBytes);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") throw missing(path);
    throw brokenMap(`cannot read ${path}`);
  }
  count(source.length);
  try {
    return parseXml(source, { label: "", domain: ErrorDomain.cpu });
  } catch (thrown) {
    if (thrown instanceof LibvirtError) throw brokenMap(`${path} is no XML`);
    throw thrown;
  }
}
