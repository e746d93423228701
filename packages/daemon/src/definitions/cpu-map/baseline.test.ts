// Baselines on a map made up for this: what libvirt's own map makes of them is compared in interop/.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ErrorDomain, LibvirtError } from "@virtgate/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cpuMapsIn } from "../../drivers/cpu-map-files.js";
import { baseline } from "./baseline.js";

const x86 = `<cpus>
  <vendor name='One' string='OneOneOneOne'/><vendor name='Two' string='TwoTwoTwoTwo'/>
  <feature name='a'><cpuid eax_in='0x01' edx='0x80000000'/></feature>
  <feature name='b'><cpuid eax_in='0x01' edx='0x2'/></feature>
  <feature name='c'><cpuid eax_in='7' ecx_in='1' ebx='0x4'/><alias name='see'/></feature>
  <feature name='d' migratable='no'><msr index='0x10a' eax='0x8' edx='0x0'/></feature>
  <feature name='e'><cpuid eax_in='0x01' edx='0x10'/></feature>
  <model name='small'><decode host='on' guest='on'/><feature name='a'/></model>
  <model name='middle'><decode host='on' guest='on'/><vendor name='One'/><model name='small'/><feature name='b'/></model>
  <model name='hidden'><decode host='on' guest='off'/><feature name='a'/><feature name='b'/><feature name='d'/></model>
  <model name='large'><decode host='on' guest='on'/><model name='middle'/><feature name='c'/><feature name='e' removed='yes'/></model>
  <model name='other'><decode host='on' guest='on'/><vendor name='Two'/><feature name='a'/><feature name='c'/></model>
  <model name='strange'><decode host='on' guest='on'/><feature name='e'/></model>
</cpus>`;

const power = `<cpus><vendor name='V'/><vendor name='W'/>
  <model name='P1'><vendor name='V'/></model><model name='P2'/></cpus>`;

const index = `<cpus><arch name='x86'><include filename='x.xml'/></arch><arch name='ppc64'><include filename='p.xml'/></arch></cpus>`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cpu-map-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): string {
  const one = mkdtempSync(join(folder, "map-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(one, name), text);
  return one;
}

async function said(answer: Promise<string>): Promise<string> {
  try {
    return (await answer).replaceAll("\n", "").replace(/ {2,}/g, "");
  } catch (thrown) {
    if (!(thrown instanceof LibvirtError) || thrown.domain !== ErrorDomain.cpu) throw thrown;
    return thrown.message;
  }
}

const cpu = (words: string, arch = "x86_64") => {
  const [model, ...more] = words.split(" ");
  const children = more.map((word) =>
    word.startsWith("@") ? `<vendor>${word.slice(1)}</vendor>` : `<feature name='${word}'/>`,
  );
  return `<cpu><arch>${arch}</arch><model>${model}</model>${children.join("")}</cpu>`;
};

/** A guest's processor, as short: "model[!] [@vendor] +feature -feature"; "!" forbids another model. */
const guest = (words: string) => {
  const [model = "", ...more] = words.split(" ");
  const children = more.map((word) =>
    word.startsWith("@")
      ? `<vendor>${word.slice(1)}</vendor>`
      : `<feature policy='${word[0] === "+" ? "require" : "disable"}' name='${word.slice(1)}'/>`,
  );
  const fallback = model.endsWith("!") ? "forbid" : "allow";
  return `<cpu mode='custom' match='exact'><model fallback='${fallback}'>${model.replace("!", "")}</model>${children.join("")}</cpu>`;
};

const plain: [hosts: string[], guest: string][] = [
  [["small"], "small!"],
  [["small b"], "small! +b"],
  [["middle @One"], "middle! @One"],
  [["large"], "large! -e"],
  [["large e"], "large! +e"],
  [["large", "middle"], "middle"],
  [["large", "small"], "small"],
  [["large @One", "middle"], "middle"],
  [["large @One", "middle @One"], "middle @One"],
  [["small c", "other"], "other"],
  [["small b d", "hidden"], "middle +d"],
  [["hidden"], "middle +d"],
];

const refused: [hosts: string[], why: string][] = [
  [["middle @One", "other @Two"], "operation failed: CPU vendors do not match"],
  [["middle @One", "other"], "operation failed: CPU vendors do not match"],
  [["small", "middle @Two"], "operation failed: CPU vendor One of model middle differs from vendor Two"],
  [["small @Three"], "operation failed: Unknown CPU vendor Three"],
  [["small", "strange"], "operation failed: CPUs are incompatible"],
  [["nosuch"], "internal error: Unknown CPU model nosuch"],
  [["small nosuch"], "internal error: Unknown CPU feature nosuch"],
  [["small a a"], "XML error: CPU feature 'a' specified more than once"],
  [[], "invalid argument: no CPUs given"],
];

describe("x86", () => {
  const maps = () => cpuMapsIn(write({ "index.xml": index, "x.xml": x86 }));

  test.each(plain)("%j", async (hosts, words) => {
    const answer = baseline(
      maps(),
      hosts.map((host) => cpu(host)),
      false,
    );
    expect(await said(answer)).toBe(guest(words));
  });

  test.each(refused)("%j is refused", async (hosts, why) => {
    const answer = baseline(
      maps(),
      hosts.map((host) => cpu(host)),
      false,
    );
    expect(await said(answer)).toBe(why);
  });

  test("with the features of the model, by name", async () => {
    expect(await said(baseline(maps(), [cpu("large")], true))).toBe(guest("large! +a +b +c -e"));
    expect(await said(baseline(maps(), [cpu("small d b")], true))).toBe(guest("small! +a +b +d"));
  });
});

const elsewhere: [arch: string, hosts: string[], answer: string][] = [
  ["ppc64", ["P1"], guest("P1!")],
  ["ppc64le", ["P1", "P1 @V"], guest("P1!")],
  ["ppc64", ["P1", "P1 @W"], "operation failed: CPU vendor V of model P1 differs from vendor W"],
  ["ppc64", ["P2 @V", "P2"], guest("P2! @V")],
  ["ppc64", ["P2 @V", "P2 @W"], "operation failed: CPU vendors do not match"],
  ["ppc64", ["P1", "P2"], "operation failed: CPUs are incompatible"],
  ["ppc64", ["P3"], "internal error: Unknown CPU model P3"],
  ["ppc64", ["P1 @X"], "operation failed: Unknown CPU vendor X"],
  ["aarch64", ["any", "other f"], guest("any")],
  [
    "s390x",
    ["z13"],
    "this function is not supported by the connection driver: cannot compute baseline CPU of s390x architecture",
  ],
  [
    "mips",
    ["x"],
    "this function is not supported by the connection driver: 'mips' architecture is not supported by CPU driver",
  ],
];

test.each(elsewhere)("%s %j", async (arch, hosts, answer) => {
  const maps = cpuMapsIn(write({ "index.xml": index, "p.xml": power }));
  const asked = baseline(
    maps,
    hosts.map((host) => cpu(host, arch)),
    true,
  );
  expect(await said(asked)).toBe(answer);
});

const broken: [files: Record<string, string>, why: string][] = [
  [{}, "is not installed: FOLDER/index.xml is missing"],
  [{ "index.xml": index }, "is not installed: FOLDER/x.xml is missing"],
  [{ "index.xml": "<cpus" }, "FOLDER/index.xml is no XML"],
  [{ "index.xml": "<cpus/>" }, "nothing about x86"],
  [{ "index.xml": index.replace("x.xml", "../x.xml") }, "'../x.xml' is not a file of it"],
  [{ "index.xml": index, "x.xml": " ".repeat(2 ** 20 + 1) }, "cannot read FOLDER/x.xml"],
  [{ "index.xml": index, "x.xml": x86.replace("'0x2'", "'x'") }, "feature b has edx='x'"],
  [{ "index.xml": index, "x.xml": x86.replace("'OneOneOneOne'", "'One'") }, "vendor One has no string"],
  [{ "index.xml": index, "x.xml": x86.replaceAll("'large'", "'small'") }, "model small stands there twice"],
  [
    { "index.xml": index, "x.xml": x86.replace("<vendor name='Two'/>", "<vendor/>") },
    "a vendor without a name",
  ],
];

test.each(broken)("a map that cannot be used: %#", async (files, why) => {
  const at = write(files);
  const answer = await said(baseline(cpuMapsIn(at), [cpu("small")], false));
  expect(answer.replaceAll(at, "FOLDER")).toContain(`libvirt's map of CPU models`);
  expect(answer.replaceAll(at, "FOLDER")).toContain(why);
});

test("a map is read again when it was replaced, and when it could not be read", async () => {
  const at = write({ "index.xml": index });
  const maps = cpuMapsIn(at);
  const ask = () => said(baseline(maps, [cpu("small")], false));
  expect(await ask()).toContain("x.xml is missing");
  writeFileSync(join(at, "x.xml"), x86);
  expect(await ask()).toBe(guest("small!"));
  expect(await maps.x86()).toBe(await maps.x86());
  rmSync(join(at, "x.xml"));
  writeFileSync(join(at, "x.xml"), x86.replaceAll("'small'", "'tiny'"));
  rmSync(join(at, "index.xml"));
  writeFileSync(join(at, "index.xml"), `${index}\n`);
  expect(await ask()).toBe("internal error: Unknown CPU model small");
});
