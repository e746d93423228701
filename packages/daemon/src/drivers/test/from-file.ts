// A test hypervisor from a host file: `<node>` with the host's numbers and everything on it, each in the file itself or
// in one beside it (`<domain file='...'/>`). Domains bring their snapshots, pools their volumes.

import { dirname, resolve } from "node:path";
import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";
import { DomainState } from "@virtgate/protocol/constants";
import { attribute, childNamed, childrenNamed, parseXml, type XmlElement } from "../../definitions/index.js";
import { HOST_FILE_LIMITS } from "../../definitions/limits.js";
import { parseNodeDeviceElement } from "../../definitions/node-device/index.js";
import { readLimited } from "../read-limited.js";
import { readDefinitionElement } from "./definition.js";
import type { DomainTable } from "./domain-table.js";
import { TestHypervisor } from "./hypervisor.js";
import { addInterface } from "./interface-table.js";
import { addNetwork } from "./network-table.js";
import { readNode } from "./node-file.js";
import { invalidXml } from "./refusals.js";
import { readRunState, testElements } from "./run-state.js";
import { addSnapshots, type Resolve } from "./snapshots-from-file.js";
import { TestState } from "./state.js";
import { addPools } from "./storage-from-file.js";

export interface FileOptions {
  /**
   * A client that may not change anything gets no part of a file shown that is not a host file: the words for a
   * malformed document quote a line of it, and the daemon can read files that the client cannot.
   */
  readonly quote: boolean;
}

export async function hypervisorFromFile(path: string, options: FileOptions): Promise<TestHypervisor> {
  const root = await readDocument(path, options);
  if (root.name !== "node") throw unexpectedRoot("node", root);
  const state = new TestState(readNode(root));
  const resolved = resolver(path, options);
  for (const child of childrenNamed(root, "domain")) {
    const element = await resolved(child);
    await addDomain(state.domains, element, element === child ? root : undefined, resolved);
  }
  for (const child of childrenNamed(root, "device")) {
    state.devices.assign(parseNodeDeviceElement(await resolved(child)));
  }
  for (const child of childrenNamed(root, "network")) addNetwork(state.networks, await resolved(child));
  for (const child of childrenNamed(root, "interface")) addInterface(state.interfaces, await resolved(child));
  await addPools(state.storage, root, resolved);
  // Nobody here can be asked for the password that such a host wants.
  const auth = childNamed(root, "auth");
  if (auth !== undefined && childrenNamed(auth, "user").length > 0) throw noCredentials();
  return new TestHypervisor(state);
}

/** All that a host's file refers to, taken together: a file may be named many times. */
const maxReferredCharacters = HOST_FILE_LIMITS.characters;

/** Gives an element itself, or the document in the file that it names, which must have its name. */
function resolver(path: string, options: FileOptions): Resolve {
  let left = maxReferredCharacters;
  return async (element) => {
    const file = attribute(element, "file");
    if (file === undefined) return element;
    const referred = resolve(dirname(path), file);
    const root = await readDocument(referred, options, (characters) => {
      left -= characters;
      if (left < 0) throw unreadable(referred);
    });
    const name = element.name.replace(/^.*:/, "");
    if (root.name !== name) throw unexpectedRoot(name, root);
    return root;
  };
}

async function addDomain(
  table: DomainTable,
  element: XmlElement,
  around: XmlElement | undefined,
  resolved: (element: XmlElement) => Promise<XmlElement>,
): Promise<void> {
  const definition = readDefinitionElement(element, around);
  const { state, transient, managedSave } = readRunState(element, around);
  const { domain } = table.define(definition);
  const snapshots = testElements(element, "domainsnapshot", around);
  if (snapshots.length > 0) await addSnapshots(domain, snapshots, resolved);
  domain.persistent = !transient;
  if (state !== DomainState.shutoff) {
    domain.start(table.newId());
    domain.setState(state, 0);
  }
  domain.managedSave = managedSave;
}

async function readDocument(
  path: string,
  options: FileOptions,
  count: (characters: number) => void = () => {},
): Promise<XmlElement> {
  let source: string;
  try {
    source = await readLimited(path, HOST_FILE_LIMITS.characters);
  } catch {
    throw unreadable(path);
  }
  count(source.length);
  try {
    return parseXml(source, { label: "", domain: ErrorDomain.test, limits: HOST_FILE_LIMITS });
  } catch (thrown) {
    if (!options.quote || !(thrown instanceof LibvirtError)) throw unreadable(path);
    // The parser puts its label in brackets, but a file stands there as it is.
    const detail = thrown.message.replace(/^\(\)/, () => path);
    throw libvirtError(ErrorDomain.test, ErrorCode.xmlDetail, detail);
  }
}

const unreadable = (path: string) => invalidXml(`failed to parse xml document '${path}'`);

const unexpectedRoot = (expected: string, { name }: XmlElement) =>
  libvirtError(ErrorDomain.xml, ErrorCode.xmlError, `expecting root element of '${expected}', not '${name}'`);

const noCredentials = () =>
  libvirtError(ErrorDomain.auth, ErrorCode.invalidArg, "Missing authentication credentials");
