// Baselines of processors: files for the command, and documents for the Python binding.
import type { PythonCase } from "../python-cases.js";
import type { Row } from "./table.js";

const host = (model: string, more = "", arch = "x86_64") =>
  `<cpu><arch>${arch}</arch><model>${model}</model>${more}</cpu>`;
const named = (...features: string[]) => features.map((name) => `<feature name='${name}'/>`).join("");
const intel = "<vendor>Intel</vendor>";
const topology = "<topology sockets='1' cores='2' threads='2'/>";

export const cpuBaselineFiles: Readonly<Record<string, string>> = {
  one: host("Penryn"),
  two: `${host("Penryn", named("vmx", "xtpr"))}\n${host("Nehalem", named("vmx"))}`,
  three: `<?xml version='1.0'?>${host("Haswell", intel)}${host("Skylake-Client-IBRS", intel)}${host("Westmere", intel)}`,
  mixed: `${host("EPYC")}${host("Skylake-Client")}`,
  vendors: `${host("Penryn", intel)}${host("Opteron_G3", "<vendor>AMD</vendor>")}`,
  plain: host("Broadwell", `<microcode version='5'/><counter name='tsc' frequency='5'/>${topology}`),
  blocked: host("Penryn", named("invtsc")),
  caps: `<capabilities><host>${host("Conroe", intel)}</host><guest><arch name='i686'/></guest></capabilities>${host("Penryn")}`,
  domain: `<domain type='test'><name>x</name><cpu mode='custom' match='exact'><model>Penryn</model></cpu></domain>`,
  domainCpu: `<cpu match='exact'><arch>x86_64</arch><model>Penryn</model><feature policy='disable' name='sse2'/></cpu>`,
  noarch: "<cpu><model>Penryn</model></cpu>",
  nomodel: "<cpu><arch>x86_64</arch></cpu>",
  unknown: host("nosuch"),
  unknownFeature: host("Penryn", named("nosuch")),
  twice: host("Penryn", named("vmx", "vmx")),
  unknownVendor: host("Penryn", "<vendor>Nobody</vendor>"),
  archs: `${host("Penryn")}${host("Conroe", "", "i686")}`,
  otherArch: `${host("Penryn")}${host("POWER8", "", "ppc64")}`,
  power: `${host("POWER8", "<vendor>IBM</vendor>", "ppc64")}${host("POWER8", "", "ppc64le")}`,
  powers: `${host("POWER8", "", "ppc64")}${host("POWER9", "", "ppc64")}`,
  arm: `${host("cortex-a57", named("fp"), "aarch64")}${host("cortex-a53", "", "aarch64")}`,
  s390: host("z13", "", "s390x"),
  mips: host("x", "", "mips"),
  nocpu: "<x/>",
  bad: "<cpu",
  mismatched: "<cpu></cp>\n",
  twoLines: "<cpu>\n<\n</cpu>",
  stray: `${host("Penryn")}</x>`,
  nearly: `${host("Penryn")}<cpu a=5/>`,
  empty: "",
};

const each = (options: string, ...files: string[]) =>
  files.map((file) => `cpu-baseline ${file} ${options}`).join("; ");

export const cpuBaseline: Readonly<Record<string, readonly Row[]>> = {
  baselines: [
    each(
      "",
      "one",
      "two",
      "three",
      "mixed",
      "plain",
      "blocked",
      "caps",
      "archs",
      "domainCpu",
      "power",
      "arm",
    ),
    each("--features", "one", "two", "three", "mixed", "plain", "blocked", "caps", "archs", "power", "arm"),
  ],
  // A shell ends with the first command that fails, so each of these is a row of its own.
  refused: [
    ...["vendors", "domain", "noarch", "nomodel", "unknown", "unknownFeature", "twice", "unknownVendor"],
    ...["powers", "s390", "mips", "otherArch", "nocpu", "empty", "nosuch"],
    ...["bad", "mismatched", "twoLines", "stray", "nearly"],
    ...["one --migratable", "unknown --migratable", "nocpu --migratable", "blocked --features --migratable"],
  ].map((words) => `cpu-baseline ${words}`),
};

/** Documents that no schema would let through, and lists of them. */
const odd: readonly (readonly string[])[] = [
  [],
  [""],
  [" "],
  ["<cpu"],
  ["<cpu/>"],
  ["<cpu></cp>"],
  ["<x/>"],
  [`${host("Penryn")}x`],
  [host("Penryn"), "<x/>"],
  [host("nosuch"), "<x/>"],
  [host("Penryn", "", "nosuch")],
  [host("Penryn", "", "ppcle")],
  [host(" Penryn ")],
  [host("<![CDATA[Penryn]]>")],
  [host("a&lt;b", "", "aarch64")],
  [host("Penryn", "<model>486</model><vendor/>")],
  [host("Penryn", "<topology sockets='0' cores='1' threads='1'/>")],
  [host("Penryn", "<topology/>")],
  [host("Penryn", "<feature/>")],
  [host("Penryn", "<feature name='vmx' policy='x'/>")],
  [host("Penryn", "<cache/>")],
  [host("Penryn", "<cache level='4' mode='emulate'/>")],
  [host("Penryn", "<maxphysaddr mode='emulate' bits='-5'/>")],
  [host("Penryn", "<maxphysaddr/>")],
  [host("Penryn", "<microcode version='x'/>")],
  [host("Penryn", "<counter name='tsc'/>")],
  [host("Penryn", "<counter name='tsc' frequency='7' scaling='x'/>")],
  ["<cpu mode='host-model'/>"],
  ["<cpu migratable='on'/>"],
  ["<cpu migratable='x'/>"],
  [`<cpu xmlns='x'><arch>x86_64</arch><model>Penryn</model></cpu>`],
  [`<a:cpu xmlns:a='x'><arch>x86_64</arch><model>Penryn</model></a:cpu>`],
];

const ask = `
def ask(documents, flags=0):
    try: show(c.baselineCPU(documents, flags))
    except libvirt.libvirtError as error: show(fields(error))
`;

/** Models and features by chance, always the same: `seed` chooses. */
const byChance = (seed: number, count: number): PythonCase => [
  `${count} by chance, seed ${seed}`,
  `${ask}
import random, re
chance = random.Random(${seed})
models = c.getCPUModelNames('x86_64')
features = re.findall(r"<feature name='([^']+)'", open('/usr/share/libvirt/cpu_map/x86_features.xml').read())
intel = [m for m in models if m[:3] in ('Has', 'Bro', 'Sky', 'Ice', 'Cas', 'Wes', 'Neh', 'San', 'Ivy')]
vendor = {True: 'Intel', False: 'AMD'}
def one(pool, vendors):
    model = chance.choice(pool)
    chosen = chance.sample(features, chance.choice([0, 0, 1, 3, 12, 60]))
    text = '<cpu><arch>x86_64</arch><model>%s</model>' % model
    if chance.random() < vendors: text += '<vendor>%s</vendor>' % vendor[model in intel or chance.random() < 0.1]
    return text + ''.join("<feature name='%s'/>" % name for name in chosen) + '</cpu>'
for _ in range(${count}):
    pool, vendors = chance.choice([models, intel, intel]), chance.choice([0, 0, 0.5, 1])
    ask([one(pool, vendors) for _ in range(chance.choice([1, 2, 2, 3, 5]))], chance.choice([0, 0, 1]))
`,
];

const documents = JSON.stringify(odd);

export const cpuBaselinePython: readonly PythonCase[] = [
  ["documents that are odd", `${ask}\nfor documents in ${documents}: ask(documents)`],
  ["flags", `${ask}\nfor flags in [0, 1, 2, 3, 4, 8, 1 << 30]: ask(["${host("Penryn")}"], flags)`],
  ["as many as there may be", `${ask}\nfor count in [256, 257]: ask(["${host("Penryn")}"] * count)`],
  [
    "every model alone",
    `${ask}\nfor model in c.getCPUModelNames('x86_64'): ask(["${host("%s")}" % model], 1)`,
  ],
  byChance(1, 200),
  byChance(2, 200),
];
