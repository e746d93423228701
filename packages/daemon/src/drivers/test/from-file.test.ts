import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LibvirtError } from "@virtgate/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDriver } from "../open.js";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "virtgate-host-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const namespace = "xmlns:test='http://libvirt.org/schemas/domain/test/1.0'";
const uuid = (last: number) => `11111111-2222-3333-4444-55555555550${last}`;
const domain = (name: string, last: number, extra = "") =>
  `<domain type='test' ${namespace}><name>${name}</name><uuid>${uuid(last)}</uuid><memory>1024</memory>` +
  `<os><type>hvm</type></os>${extra}</domain>`;
const node = (...parts: string[]) => `<node>${parts.join("")}</node>`;
const cpu = (text: string) => node(`<cpu>${text}</cpu>`);

async function open(content: string, readonly = false) {
  writeFileSync(join(directory, "host.xml"), content);
  return openDriver(`test://${directory}/host.xml`, readonly);
}

/** "name id state/reason persistent managedSave" of every domain. */
async function domains(content: string): Promise<string[]> {
  const driver = await open(content);
  const rows: string[] = [];
  for (const ref of await driver.domains.list(0)) {
    const { state, reason } = await driver.domains.state(ref, 0);
    const persistent = (await driver.domains.isPersistent(ref)) ? "persistent" : "transient";
    const saved = (await driver.domains.hasManagedSave?.(ref, 0)) ? " saved" : "";
    rows.push(`${ref.name} ${ref.id} ${state}/${reason} ${persistent}${saved}`);
  }
  driver.close();
  return rows;
}

async function host(content: string): Promise<string> {
  const driver = await open(content);
  const info = await driver.host.info();
  driver.close();
  const { nodes, sockets, cores, threads } = info;
  return `${info.model} ${info.memoryKiB} ${info.cpus} ${info.mhz} ${nodes}x${sockets}x${cores}x${threads}`;
}

async function failure(attempt: Promise<unknown>): Promise<string> {
  const thrown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(LibvirtError);
  const { code, domain: from, message } = thrown as LibvirtError;
  return `${code}/${from} ${message.replaceAll(directory, "DIR")}`;
}

// All rows as libvirt 9.0.0 answers.

const hosts: [string, string][] = [
  ["<node/>", "i686 3145728 16 1400 2x2x2x2"],
  [cpu("<mhz>0</mhz>"), "i686 3145728 16 0 2x2x2x2"],
  [cpu("<mhz/>"), "i686 3145728 16 1400 2x2x2x2"],
  [cpu("<nodes>+3</nodes>"), "i686 3145728 24 1400 3x2x2x2"],
  [cpu("<cores>5</cores>"), "i686 3145728 40 1400 2x2x5x2"],
  [cpu("<active>3</active><threads>9</threads>"), "i686 3145728 3 1400 2x2x2x9"],
  [
    cpu("<model>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx</model>"),
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx 3145728 16 1400 2x2x2x2",
  ],
  [node("<memory unit='MiB'>10</memory>"), "i686 10 16 1400 2x2x2x2"],
  [node("<memory>0</memory>", "<unknown/>"), "i686 0 16 1400 2x2x2x2"],
];
test.for(hosts)("%s", async ([content, expected]) => {
  expect(await host(content)).toBe(expected);
});

const inhabited: [string, string[]][] = [
  [node(domain("a", 1), domain("b", 2)), ["a 1 1/0 persistent", "b 2 1/0 persistent"]],
  [node(domain("a", 1), domain("a", 1)), ["a 2 1/0 persistent"]],
  [node("<x>", domain("a", 1), "</x>"), []],
  [node(domain("a", 1, "<test:runstate>0</test:runstate>")), ["a 1 0/0 persistent"]],
  [node(domain("a", 1, "<test:runstate>3</test:runstate>")), ["a 1 3/0 persistent"]],
  [node(domain("a", 1, "<test:runstate>5</test:runstate>")), ["a -1 5/0 persistent"]],
  [node(domain("a", 1, "<test:runstate/>")), ["a 1 1/0 persistent"]],
  [node(domain("a", 1, "<test:transient/>")), ["a 1 1/0 transient"]],
  [node(domain("a", 1, "<test:transient>0</test:transient>")), ["a 1 1/0 transient"]],
  [
    node(domain("a", 1, "<test:hasmanagedsave/><test:runstate>5</test:runstate>")),
    ["a -1 5/0 persistent saved"],
  ],
  [
    node(domain("a", 1, "<test:runstate>5</test:runstate>").replace("test/1.0", "test/2.0")),
    ["a 1 1/0 persistent"],
  ],
  [
    `<node ${namespace}>${domain("a", 1, "<test:runstate>5</test:runstate>").replace(namespace, "")}</node>`,
    ["a -1 5/0 persistent"],
  ],
];
test.for(inhabited)("%s", async ([content, expected]) => {
  expect(await domains(content)).toEqual(expected);
});

const xmlError = "27/12 XML error: ";
const refused: [string, string][] = [
  ["", "35/12 DIR/host.xml:1: Document is empty\n(null)\n^"],
  ["junk", "35/12 DIR/host.xml:1: Start tag expected, '<' not found\njunk\n^"],
  ["<x/>", "27/5 XML error: expecting root element of 'node', not 'x'"],
  [cpu("<mhz>-1</mhz>"), `${xmlError}invalid node cpu mhz value`],
  [cpu("<mhz> 7</mhz>"), `${xmlError}invalid node cpu mhz value`],
  [cpu("<active>5.5</active>"), `${xmlError}invalid node cpu active value`],
  [cpu("<nodes>99999999999</nodes>"), `${xmlError}invalid node cpu nodes value`],
  [cpu("<threads>0x10</threads>"), `${xmlError}invalid node cpu threads value`],
  [
    cpu(`<model>${"x".repeat(32)}</model>`),
    `1/12 internal error: Model ${"x".repeat(32)} too big for destination`,
  ],
  [node("<memory>1.5</memory>"), `${xmlError}invalid node memory value`],
  [
    node(domain("a", 1), domain("b", 1)),
    `9/20 operation failed: domain 'a' is already defined with uuid ${uuid(1)}`,
  ],
  [
    node(domain("a", 1), domain("a", 2)),
    `9/20 operation failed: domain 'a' already exists with uuid ${uuid(1)}`,
  ],
  [node(domain("a", 1, "<test:runstate>8</test:runstate>")), `${xmlError}runstate '8' out of range'`],
  [node(domain("a", 1, "<test:runstate>-1</test:runstate>")), `${xmlError}invalid runstate`],
  [
    node(domain("a", 1, "<test:transient/><test:runstate>5</test:runstate>")),
    `${xmlError}transient domain cannot have runstate 'shutoff'`,
  ],
  [
    node(domain("a", 1, "<test:hasmanagedsave/>")),
    `${xmlError}domain with managedsave data can only have runstate 'shutoff'`,
  ],
  [node("<domain file='none.xml'/>"), `${xmlError}failed to parse xml document 'DIR/none.xml'`],
  [
    node("<auth><user password='x'>u</user></auth>"),
    "8/46 invalid argument: Missing authentication credentials",
  ],
];
test.for(refused)("%s is refused", async ([content, expected]) => {
  expect(await failure((async () => open(content))())).toBe(expected);
});

test("domains in files of their own, beside the host's", async () => {
  mkdirSync(join(directory, "sub"));
  writeFileSync(join(directory, "sub", "d.xml"), domain("ff", 3));
  writeFileSync(join(directory, "sub", "w.xml"), "<x/>");
  expect(await domains(node("<domain file='sub/d.xml'/>"))).toEqual(["ff 1 1/0 persistent"]);
  expect(await domains(node(`<domain file='${directory}/sub/d.xml'/>`))).toEqual(["ff 1 1/0 persistent"]);
  expect(await failure((async () => open(node("<domain file='sub/w.xml'/>")))())).toBe(
    "27/5 XML error: expecting root element of 'domain', not 'x'",
  );
});

test("every connection has a host of its own", async () => {
  const one = await open(node(domain("a", 1)));
  const two = await open(node(domain("a", 1)));
  await one.domains.destroy(await one.domains.lookupByName("a"), 0);
  expect(await one.domains.isActive(await one.domains.lookupByName("a"))).toBe(false);
  expect(await two.domains.isActive(await two.domains.lookupByName("a"))).toBe(true);
});

test("a read-only client is not shown what is in a file that is no host file", async () => {
  const text = await failure((async () => open("root:secret:0:0", true))());
  expect(text).toBe(`${xmlError}failed to parse xml document 'DIR/host.xml'`);
});

test("a host without cells", async () => {
  const driver = await open("<node/>");
  expect(await driver.host.capabilities()).toContain("      <cells num='0'>\n      </cells>\n");
  expect(await failure((async () => driver.host.freeMemoryBytes())())).toBe(
    "1/0 An error occurred, but the cause is unknown",
  );
  expect(await failure((async () => driver.host.cellsFreeMemory(0, 8))())).toBe(
    "8/12 invalid argument: Range exceeds available cells",
  );
});

const snapshot = (name: string, parent = "", active = 0) =>
  `<test:domainsnapshot><name>${name}</name>${parent && `<parent><name>${parent}</name></parent>`}` +
  `<state>running</state><creationTime>5</creationTime><active>${active}</active></test:domainsnapshot>`;

test("snapshots in any order, there and in files of their own", async () => {
  const inFile = snapshot("c", "b").replaceAll("test:", "");
  writeFileSync(join(directory, "c.xml"), inFile);
  const all = `${snapshot("b", "a", 1)}<test:domainsnapshot file='c.xml'/>${snapshot("a")}`;
  const driver = await open(node(domain("one", 1, all)));
  const ref = await driver.domains.lookupByName("one");
  // In libvirt's flags: topological.
  expect(await driver.snapshots?.names(ref, 1024)).toEqual(["a", "b", "c"]);
  expect(await driver.snapshots?.current(ref, 0)).toMatchObject({ name: "b" });
});

test("what a host refers to is limited, taken together", async () => {
  const long = "<device><name>x</name><capability type='drm'><type>primary</type></capability></device>";
  writeFileSync(join(directory, "long.xml"), long + " ".repeat(3 * 1024 * 1024));
  const referring = (count: number) => node("<device file='long.xml'/>".repeat(count));
  await expect(open(referring(3))).resolves.toBeDefined();
  await expect(open(referring(4))).rejects.toThrow("failed to parse xml document");
});
