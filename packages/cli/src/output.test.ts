// `--output json`, the only option that virsh does not have, and the texts that are our own.
import { describe, expect, test } from "vitest";
import { commandNames } from "./commands/index.js";
import { run } from "./testing/run.js";

const uuid = "6695eb01-f6a4-8304-79aa-97f2502e193f";
const node = {
  model: "i686",
  cpus: 16,
  mhz: 1400,
  sockets: 2,
  coresPerSocket: 2,
  threadsPerCore: 2,
  numaCells: 2,
};
const disk = { type: "file", device: "disk", target: "vda", source: "/guest/diskimage1" };
const nic = {
  interface: "testnet0",
  type: "network",
  source: "default",
  model: null,
  mac: "aa:bb:cc:dd:ee:ff",
};

const listings: readonly (readonly [command: string, expected: unknown])[] = [
  ["list --output json", [{ id: 1, name: "test", uuid, state: "running", title: null }]],
  ["list --inactive --output=json", []],
  ["dominfo test --output json", expect.objectContaining({ id: 1, uuid, cpus: 2, maxMemoryKiB: 8388608 })],
  ["domblklist test --output json", [disk]],
  ["domiflist test --output json", [nic]],
  ["vcpucount test --output json", { maximum: { config: 2, live: 2 }, current: { config: 2, live: 2 } }],
  ["vcpucount test --maximum --output json", { count: 2 }],
  ["nodeinfo --output json", { ...node, memoryKiB: 3145728 }],
  ["nodecpumap --output json", { present: 8, online: 3, onlineCpus: [0, 2, 4] }],
  ["nodecpustats --output json", expect.objectContaining({ user: 9797400000, system: 34678723400000 })],
  ["freecell --output json", { freeKiB: 3145728 / 1024 }],
  ["freecell 1 --output json", [{ cell: 1, freeKiB: 4096 }]],
  [
    "freecell --all --output json",
    [
      { cell: 0, freeKiB: 2048 },
      { cell: 1, freeKiB: 4096 },
    ],
  ],
  [
    "net-list --output json",
    [
      {
        name: "default",
        uuid: "dd8fe884-6c02-601e-7551-cca97df1c5df",
        active: true,
        autostart: false,
        persistent: true,
      },
    ],
  ],
  ["net-list --inactive --output json", []],
  [
    "net-info default --output json",
    {
      name: "default",
      uuid: "dd8fe884-6c02-601e-7551-cca97df1c5df",
      active: true,
      persistent: true,
      autostart: false,
      bridge: "virbr0",
    },
  ],
  ["iface-list --output json", [{ name: "eth1", mac: "aa:bb:cc:dd:ee:ff", active: true }]],
  ["net-event --list --output json", ["lifecycle"]],
  ["event --list --output json", expect.arrayContaining(["lifecycle", "memory-device-size-change"])],
];

describe("--output json", () => {
  test.each(listings)("%s", async (command, expected) => {
    const { status, stdout } = await run(["-c", "test:///default", command]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(expected);
  });

  test("refuses other formats", async () => {
    expect(await run(["-c", "test:///default", "list --output xml"])).toEqual({
      status: 1,
      stdout: "\n",
      stderr: "error: Unknown output format 'xml', expecting 'table' or 'json'\n",
    });
  });
});

describe("the program about itself", () => {
  test("--help names every command", async () => {
    const { status, stdout } = await run(["--help"]);
    expect(status).toBe(0);
    for (const name of commandNames) expect(stdout).toContain(`\n    ${name.padEnd(30)} `);
  });

  test("help groups every command", async () => {
    const { stdout } = await run(["help"]);
    for (const name of commandNames) expect(stdout).toContain(`\n    ${name.padEnd(30)} `);
    expect(stdout).toContain(" Virtgate itself (help keyword 'virtgate'):\n");
  });

  test.each([
    [["-v"], /^0\.1\.0\n$/],
    [["--version"], /^0\.1\.0\n$/],
    [["--version=short"], /^0\.1\.0\n$/],
    [["-V"], /libvirt 9\.0\.0\n/],
    [["--version=long"], /^Virtgate command line tool 0\.1\.0\n/],
    [["--ver", "--bogus"], /^0\.1\.0\n$/],
    [["--no-pkttyagent", "echo", "a"], /^a\n$/],
    [["help", "virsh"], /^ Virtgate itself/],
  ])("%j", async (words, expected) => {
    const { status, stdout, stderr } = await run(words);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(expected);
  });

  test.each([["nosuch", "error: unknown command: 'nosuch'\n"]])(
    "%s is not there",
    async (command, stderr) => {
      expect(await run([command])).toEqual({ status: 1, stdout: "", stderr });
    },
  );
});
