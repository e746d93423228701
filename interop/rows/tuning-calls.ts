// Sequences of raw calls about tuning, threads, statistics and the guest: each on a fresh test:///default.
import type { Step } from "../run-calls.js";

type Row = readonly Step[];

const int = (field: string, value: number) => ({ field, value: { type: 1, value } });
const uint = (field: string, value: number) => ({ field, value: { type: 2, value } });
const ullong = (field: string, value: bigint) => ({ field, value: { type: 4, value } });
const bool = (field: string, value: number) => ({ field, value: { type: 6, value } });
const text = (field: string, value: string) => ({ field, value: { type: 7, value } });
const longName = "x".repeat(100);

const flagSets = [0, 1, 2, 3, 4, 8, 1 << 20];
const xml: Step = ["domainGetXmlDesc", { flags: 0 }];
const xmlOff: Step = ["domainGetXmlDesc", { flags: 2 }];
const stop: Step = ["domainDestroy"];
const map = (...bytes: number[]) => Uint8Array.from(bytes);
const ghost = { name: "ghost", uuid: new Uint8Array(16), id: -1 };

/** Reading with all flags and rooms, running and not, then of a domain that is not there. */
function reads(name: Step[0], args: Record<string, unknown>, rooms: readonly number[]): Row[] {
  const calls = rooms.flatMap((nparams) =>
    flagSets.map((flags): Step => [name, { ...args, nparams, flags }]),
  );
  return [
    calls,
    [stop, ...calls],
    [
      [name, { ...args, dom: ghost, nparams: 0, flags: 0 }],
      [name, { ...args, dom: ghost, nparams: 9, flags: 0 }],
    ],
  ];
}

/** Writing each list with all flags, running and not. */
function writes(name: Step[0], args: Record<string, unknown>, lists: readonly (readonly object[])[]): Row[] {
  return [
    ...lists.map((params): Row => flagSets.map((flags): Step => [name, { ...args, params, flags }])),
    ...lists.map((params): Row => [[name, { ...args, params, flags: 1 }], xml, xmlOff]),
    ...lists.map((params): Row => [[name, { ...args, params, flags: 2 }], xml, xmlOff]),
    ...lists.map((params): Row => [stop, [name, { ...args, params, flags: 0 }], xml]),
    [[name, { ...args, dom: ghost, params: lists[1], flags: 0 }]],
  ];
}

const rooms = [-1, 0, 1, 2, 3, 7, 15, 40, 5000];

const blkio = [
  [],
  [uint("weight", 500)],
  [uint("weight", 0)],
  [text("device_weight", "/dev/sda,500,/dev/sdb,300")],
  [text("device_weight", "/dev/sda,500"), text("device_read_iops_sec", "/dev/sda,10")],
  [
    text("device_read_bytes_sec", "/dev/sda,18446744073709551615"),
    text("device_write_bytes_sec", "/dev/sda,7"),
  ],
  [text("device_write_iops_sec", "/dev/sda,4294967296")],
  [text("device_weight", "/dev/sda")],
  [text("device_weight", "/dev/sda,")],
  [text("device_weight", "")],
  [text("device_weight", "/dev/sda,5x")],
  [text("device_weight", "/dev/sda,x5,/dev/sdb,6")],
  [text("device_weight", "/dev/sda,-1")],
  [text("device_weight", "/dev/sda,0")],
  [text("device_weight", "/dev/sda,7,/dev/sda,8")],
  [uint("weight", 300), text("device_weight", "/dev/sda,x")],
  [int("weight", 3)],
  [uint("nosuch", 3)],
  [uint("weight", 3), uint("weight", 4)],
  [uint(longName, 3)],
];
const memory = [
  [],
  [ullong("hard_limit", 100000n)],
  [ullong("hard_limit", 100000n), ullong("swap_hard_limit", 50000n)],
  [ullong("hard_limit", 100000n), ullong("soft_limit", 90000n), ullong("swap_hard_limit", 200000n)],
  [ullong("soft_limit", 0n)],
  [ullong("swap_hard_limit", 5n)],
  [ullong("soft_limit", 9007199254740991n)],
  [ullong("soft_limit", 18446744073709551615n)],
  [ullong("min_guarantee", 5n)],
  [uint("hard_limit", 5)],
];
const numa = [
  [],
  [int("numa_mode", 0)],
  [int("numa_mode", 2), text("numa_nodeset", "0-1")],
  [text("numa_nodeset", "1")],
  [text("numa_nodeset", "0-3,^2")],
  [text("numa_nodeset", "")],
  [text("numa_nodeset", "x")],
  [text("numa_nodeset", "^0")],
  [int("numa_mode", 9)],
  [int("numa_mode", -1)],
  [int("numa_mode", 1), text("numa_nodeset", "99999")],
  [uint("numa_mode", 1)],
];
const perf = [
  [],
  [bool("cmt", 1)],
  [bool("cpu_cycles", 1), bool("cmt", 0), bool("page_faults_maj", 1)],
  [bool("nosuch", 1)],
  [uint("cmt", 1)],
];
const bandwidth = [
  [],
  [uint("inbound.average", 100)],
  [uint("inbound.average", 100), uint("inbound.peak", 200), uint("inbound.burst", 300)],
  [uint("inbound.floor", 50)],
  [uint("inbound.peak", 50)],
  [uint("inbound.average", 0)],
  [uint("outbound.average", 9), uint("outbound.burst", 8), uint("inbound.floor", 2), uint("inbound.peak", 3)],
  [uint("outbound.floor", 9)],
  [ullong("inbound.average", 1n)],
];
const iotune = [
  [],
  [ullong("total_bytes_sec", 1000n)],
  [ullong("total_bytes_sec", 1000n), ullong("total_bytes_sec_max", 2000n)],
  [ullong("total_bytes_sec", 1000n), ullong("total_bytes_sec_max", 2000n), ullong("read_bytes_sec", 3n)],
  [ullong("total_iops_sec_max", 1000n), ullong("read_iops_sec_max", 1000n)],
  [ullong("size_iops_sec", 8n), text("group_name", "g1"), ullong("total_iops_sec_max_length", 5n)],
  [ullong("total_bytes_sec", 1000000000000001n)],
  [ullong("read_bytes_sec", 5n), ullong("read_bytes_sec_max", 5n), ullong("write_iops_sec_max", 5n)],
  [text("group_name", "")],
  [text("total_bytes_sec", "5")],
  [ullong("nosuch", 5n)],
];

const ups = flagSets.map((flags) => ({ flags }));
const each = (name: Step[0], list: readonly Record<string, unknown>[]): Row[] => [
  list.map((args): Step => [name, args]),
  [stop, ...list.map((args): Step => [name, args])],
  [[name, { ...list[0], dom: ghost }]],
];

export const tuningCalls: Readonly<Record<string, readonly Row[]>> = {
  scheduler: [
    ...each("domainGetSchedulerType", [{}]),
    ...each(
      "domainGetSchedulerParameters",
      rooms.map((nparams) => ({ nparams })),
    ),
    ...reads("domainGetSchedulerParametersFlags", {}, rooms),
    ...each("domainSetSchedulerParameters", [
      { params: [] },
      { params: [uint("weight", 3)] },
      { params: [int("weight", 3)] },
      { params: [uint("cap", 3)] },
    ]),
    ...writes("domainSetSchedulerParametersFlags", {}, [[], [uint("weight", 5)]]),
  ],
  blkio: [
    ...reads("domainGetBlkioParameters", {}, rooms),
    ...writes("domainSetBlkioParameters", {}, blkio),
    [
      ["domainSetBlkioParameters", { params: blkio[3], flags: 0 }],
      ["domainSetBlkioParameters", { params: blkio[4], flags: 0 }],
      ["domainSetBlkioParameters", { params: blkio[13], flags: 0 }],
      ["domainGetBlkioParameters", { nparams: 6, flags: 0 }],
      xml,
    ],
  ],
  memory: [
    ...reads("domainGetMemoryParameters", {}, rooms),
    ...writes("domainSetMemoryParameters", {}, memory),
    [
      ["domainSetMemoryParameters", { params: memory[3], flags: 0 }],
      ["domainGetMemoryParameters", { nparams: 3, flags: 0 }],
      ["domainSetMemoryParameters", { params: memory[6], flags: 0 }],
      xml,
    ],
  ],
  numa: [
    ...reads("domainGetNumaParameters", {}, rooms),
    ...writes("domainSetNumaParameters", {}, numa),
    [
      ["domainSetNumaParameters", { params: numa[2], flags: 0 }],
      ["domainSetNumaParameters", { params: numa[1], flags: 0 }],
      ["domainSetNumaParameters", { params: numa[3], flags: 0 }],
      ["domainGetNumaParameters", { nparams: 2, flags: 0 }],
      xml,
    ],
  ],
  perf: [
    ...each("domainGetPerfEvents", ups),
    ...writes("domainSetPerfEvents", {}, perf),
    [
      ["domainSetPerfEvents", { params: perf[2], flags: 0 }],
      ["domainGetPerfEvents", { flags: 0 }],
      ["domainSetPerfEvents", { params: perf[1], flags: 0 }],
      xml,
    ],
  ],
  bandwidth: [
    ...reads("domainGetInterfaceParameters", { device: "testnet0" }, rooms),
    ...reads("domainGetInterfaceParameters", { device: "AA:bb:cc:dd:ee:ff" }, [0, 7]),
    ...reads("domainGetInterfaceParameters", { device: "nosuch" }, [0, 7]),
    ...reads("domainGetInterfaceParameters", { device: "aa:bb:cc:dd:ee:00" }, [7]),
    ...writes("domainSetInterfaceParameters", { device: "testnet0" }, bandwidth),
    [2, 6, 1, 5, 3].flatMap(
      (at): Row => [
        ["domainSetInterfaceParameters", { device: "testnet0", params: bandwidth[at], flags: 0 }],
        ["domainGetInterfaceParameters", { device: "testnet0", nparams: 7, flags: 0 }],
        xml,
      ],
    ),
    [["domainSetInterfaceParameters", { device: "", params: bandwidth[1], flags: 0 }]],
  ],
  iotune: [
    ...reads("domainGetBlockIoTune", { disk: "vda" }, rooms),
    ...reads("domainGetBlockIoTune", { disk: "/guest/diskimage1" }, [0, 20]),
    ...reads("domainGetBlockIoTune", { disk: null }, [0, 20]),
    ...reads("domainGetBlockIoTune", { disk: "vdz" }, [0, 20]),
    ...writes("domainSetBlockIoTune", { disk: "vda" }, iotune),
    [2, 5, 7].flatMap(
      (at): Row => [
        ["domainSetBlockIoTune", { disk: "vda", params: iotune[at], flags: 0 }],
        ["domainGetBlockIoTune", { disk: "vda", nparams: 20, flags: 0 }],
        xml,
      ],
    ),
    [["domainSetBlockIoTune", { disk: "vdz", params: iotune[1], flags: 0 }]],
  ],
  pinning: [
    ...each("domainGetVcpuPinInfo", [
      ...ups.map(({ flags }) => ({ ncpumaps: 2, maplen: 2, flags })),
      ...[
        [0, 1],
        [1, 0],
        [-1, 1],
        [1, -1],
        [20000, 1],
        [16384, 1000],
        [3, 5],
        [1, 1],
      ].map(([ncpumaps, maplen]) => ({ ncpumaps, maplen, flags: 0 })),
    ]),
    ...each("domainGetEmulatorPinInfo", [
      ...ups.map(({ flags }) => ({ maplen: 2, flags })),
      ...[0, -1, 1, 3, 9000000].map((maplen) => ({ maplen, flags: 0 })),
    ]),
    ...each("domainPinVcpu", [
      { vcpu: 0, cpumap: map(5) },
      { vcpu: 1, cpumap: map() },
      { vcpu: 1, cpumap: map(0) },
      { vcpu: 2, cpumap: map(1) },
      { vcpu: 70000, cpumap: map(1) },
    ]),
    ...each(
      "domainPinVcpuFlags",
      ups.map(({ flags }) => ({ vcpu: 0, cpumap: map(7, 1), flags })),
    ),
    ...each("domainPinEmulator", [
      ...ups.map(({ flags }) => ({ cpumap: map(3), flags })),
      { cpumap: map(), flags: 0 },
      { cpumap: map(0, 0), flags: 0 },
    ]),
    [
      ["domainPinVcpu", { vcpu: 1, cpumap: map(5, 1) }],
      ["domainPinVcpu", { vcpu: 0, cpumap: map(0) }],
      ["domainPinEmulator", { cpumap: map(6), flags: 1 }],
      ["domainPinEmulator", { cpumap: map(9), flags: 2 }],
      xml,
      xmlOff,
      ["domainGetVcpuPinInfo", { ncpumaps: 2, maplen: 2, flags: 0 }],
      ["domainGetVcpuPinInfo", { ncpumaps: 2, maplen: 2, flags: 2 }],
      ["domainGetEmulatorPinInfo", { maplen: 2, flags: 0 }],
      ["domainPinVcpu", { vcpu: 0, cpumap: map(255, 255) }],
      xml,
    ],
  ],
  iothreads: [
    ...each("domainGetIothreadInfo", ups),
    ...each(
      "domainAddIothread",
      ups.flatMap(({ flags }) => [0, 1, 7].map((iothreadId) => ({ iothreadId, flags }))),
    ),
    ...each(
      "domainDelIothread",
      ups.flatMap(({ flags }) => [0, 1].map((iothreadId) => ({ iothreadId, flags }))),
    ),
    ...each("domainPinIothread", [
      ...ups.map(({ flags }) => ({ iothreadsId: 1, cpumap: map(1), flags })),
      { iothreadsId: 1, cpumap: map(), flags: 0 },
      { iothreadsId: 1, cpumap: map(0), flags: 0 },
    ]),
    ...each(
      "domainSetIothreadParams",
      ups.flatMap(({ flags }) =>
        [0, 1].map((iothreadId) => ({ iothreadId, params: [uint("poll_grow", 3)], flags })),
      ),
    ),
    [
      ["domainAddIothread", { iothreadId: 4, flags: 0 }],
      ["domainAddIothread", { iothreadId: 2, flags: 0 }],
      ["domainAddIothread", { iothreadId: 2, flags: 2 }],
      ["domainGetIothreadInfo", { flags: 0 }],
      ["domainPinIothread", { iothreadsId: 4, cpumap: map(3), flags: 0 }],
      xml,
      xmlOff,
      [
        "domainSetIothreadParams",
        {
          iothreadId: 4,
          params: [uint("poll_grow", 3), ullong("poll_max_ns", 77n), uint("poll_shrink", 1)],
          flags: 1,
        },
      ],
      ["domainSetIothreadParams", { iothreadId: 4, params: [int("poll_grow", 3)], flags: 1 }],
      ["domainSetIothreadParams", { iothreadId: 4, params: [], flags: 1 }],
      ["domainSetIothreadParams", { iothreadId: 4, params: [int("nosuch", 3)], flags: 1 }],
      ["connectGetAllDomainStats", { doms: [], stats: 0, flags: 0 }],
      ["domainDelIothread", { iothreadId: 4, flags: 0 }],
      ["connectGetAllDomainStats", { doms: [], stats: 128, flags: 0 }],
      xml,
      ["domainDelIothread", { iothreadId: 2, flags: 0 }],
      xml,
      stop,
      xml,
      ["connectGetAllDomainStats", { doms: [], stats: 0, flags: 0 }],
    ],
  ],
  statistics: [
    ...each("domainGetBlockInfo", [
      ...ups.map(({ flags }) => ({ path: "vda", flags })),
      { path: "/guest/diskimage1", flags: 0 },
      { path: "nosuch", flags: 0 },
      { path: "", flags: 0 },
    ]),
    ...each("domainMemoryStats", [
      ...ups.map(({ flags }) => ({ maxStats: 13, flags })),
      ...[0, 1, 5, 100, 1025].map((maxStats) => ({ maxStats, flags: 0 })),
    ]),
    ...each("domainGetCpuStats", [
      ...ups.map(({ flags }) => ({ nparams: 3, startCpu: -1, ncpus: 1, flags })),
      ...[
        [0, -1, 1],
        [0, 0, 0],
        [0, 0, 1],
        [2, 0, 1],
        [2, 0, 2],
        [2, 1, 5],
        [1, 0, 2],
        [3, 0, 2],
        [9, -1, 1],
        [1, -1, 1],
        [2, -1, 2],
        [2, -2, 1],
        [2, 5, 1],
        [2, 0, 0],
        [3000, 0, 1],
        [2, 0, 129],
        [2, 2, 1],
      ].map(([nparams, startCpu, ncpus]) => ({ nparams, startCpu, ncpus, flags: 0 })),
    ]),
    ...each("domainGetDiskErrors", [
      ...ups.map(({ flags }) => ({ maxerrors: 5, flags })),
      ...[0, 1, 256, 257].map((maxerrors) => ({ maxerrors, flags: 0 })),
    ]),
    ...each("connectGetAllDomainStats", [
      ...[0, 1, 2, 128, 129, 1023, 1 << 20].flatMap((stats) =>
        [0, 1, 2, 16, 32, 64, 128, 1 << 29, 1 << 30, -2147483648 >>> 0, 1 << 10].map((flags) => ({
          doms: [],
          stats,
          flags,
        })),
      ),
    ]),
    [
      ["connectGetAllDomainStats", { doms: [ghost], stats: 0, flags: 0 }],
      [
        "connectGetAllDomainStats",
        {
          doms: [
            { name: "test", uuid: Buffer.from("6695eb01f6a4830479aa97f2502e193f", "hex"), id: 1 },
            ghost,
          ],
          stats: 0,
          flags: 0,
        },
      ],
      [
        "connectGetAllDomainStats",
        {
          doms: [{ name: "test", uuid: Buffer.from("6695eb01f6a4830479aa97f2502e193f", "hex"), id: 1 }],
          stats: 0,
          flags: 2,
        },
      ],
      stop,
      ["connectGetAllDomainStats", { doms: [], stats: 0, flags: 0 }],
    ],
    [
      ["domainBlockStats", { path: "" }],
      ["domainBlockStats", { path: "x" }],
      ["domainInterfaceStats", { device: "x" }],
      stop,
      ["domainBlockStats", { path: "" }],
      ["domainBlockStats", { path: "vda" }],
      ["domainInterfaceStats", { device: "testnet0" }],
    ],
    [
      ["domainGetVcpus", { maxinfo: 0, maplen: 1 }],
      ["domainGetVcpus", { maxinfo: -1, maplen: 1 }],
      ["domainGetVcpus", { maxinfo: 1, maplen: -1 }],
      ["domainGetVcpus", { maxinfo: 20000, maplen: 1 }],
      ["domainGetVcpus", { maxinfo: 16384, maplen: 600 }],
      stop,
      ["domainGetVcpus", { maxinfo: 1, maplen: 1 }],
    ],
  ],
  guest: [
    ...each("domainGetHostname", ups),
    ...each("domainGetTime", ups),
    ...each(
      "domainSetTime",
      ups.flatMap(({ flags }) => [0n, 5n, -1n].map((seconds) => ({ seconds, nseconds: 7, flags }))),
    ),
    ...[1n, 9999n, 10000n, 29999n, 30000n, 30001n, 30002n, 30003n, 59999n, 60000n, -5n].map(
      (seconds): Row => [
        ["domainSetTime", { seconds, nseconds: 7, flags: 0 }],
        ["domainGetTime", { flags: 0 }],
        ["domainGetControlInfo", { flags: 0 }],
      ],
    ),
    ...each("domainFsfreeze", [
      ...ups.map(({ flags }) => ({ mountpoints: [], flags })),
      ...[["/"], ["/boot", "/"], ["/x"], ["/", "/x"], ["/", "/"]].map((mountpoints) => ({
        mountpoints,
        flags: 0,
      })),
    ]),
    ...each("domainFsthaw", [
      ...ups.map(({ flags }) => ({ mountpoints: [], flags })),
      { mountpoints: ["/x"], flags: 0 },
    ]),
    [
      ["domainFsfreeze", { mountpoints: ["/"], flags: 0 }],
      ["domainFsfreeze", { mountpoints: ["/boot", "/x"], flags: 0 }],
      ["domainFsfreeze", { mountpoints: [], flags: 0 }],
      ["domainFsthaw", { mountpoints: ["/", "/"], flags: 0 }],
      ["domainFsthaw", { mountpoints: [], flags: 0 }],
    ],
    ...each("domainFstrim", [
      ...ups.map(({ flags }) => ({ mountPoint: null, minimum: 0n, flags })),
      ...["/", "/boot", "/x", ""].map((mountPoint) => ({ mountPoint, minimum: 5n, flags: 0 })),
    ]),
    ...each("domainGetFsinfo", ups),
    ...each("domainSetUserPassword", [
      ...ups.map(({ flags }) => ({ user: "u", password: "p", flags })),
      { user: null, password: "p", flags: 0 },
      { user: "u", password: null, flags: 0 },
      { user: "", password: "", flags: 0 },
    ]),
    ...each("domainSendProcessSignal", [
      ...ups.map(({ flags }) => ({ pidValue: 1n, signum: 9, flags })),
      ...[
        [0n, 9],
        [2n, 9],
        [-1n, 9],
        [1n, 64],
        [1n, 65],
        [1n, 63],
        [1n, 4294967295],
      ].map(([pidValue, signum]) => ({ pidValue, signum, flags: 0 })),
    ]),
    ...each("domainInterfaceAddresses", [
      ...ups.map(({ flags }) => ({ source: 0, flags })),
      ...[1, 2, 3, 4294967295].map((source) => ({ source, flags: 0 })),
    ]),
    [stop, ["domainCreate"], ["domainInterfaceAddresses", { source: 0, flags: 0 }]],
    ...each("domainMemoryPeek", [
      ...flagSets.map((flags) => ({ offset: 250n, size: 10, flags })),
      ...[0, 4194304, 4194305].map((size) => ({ offset: 0n, size, flags: 1 })),
    ]),
  ],
  host: [
    [
      [1, 2, 1, 0],
      [0, 1, 0, 0],
      [1, 0, 1, 0],
      [2, 1, 0, 0],
      [1, -1, 1, 0],
      [1, 0, 2000, 0],
      [3, 5, 40, 0],
      [1, 0, 1, 1],
    ].map(
      ([pages, startCell, cellCount, flags]): Step => [
        "nodeGetFreePages",
        { pages: Array.from({ length: pages! }, () => 4), startCell, cellCount, flags },
      ],
    ),
    ["x86_64", "i686", "ppc64", "s390x", "aarch64", "mips", "bogus", ""].map(
      (arch): Step => ["connectGetCpuModelNames", { arch, needResults: 1, flags: 0 }],
    ),
    [
      ["connectGetCpuModelNames", { arch: "x86_64", needResults: 0, flags: 0 }],
      ["connectGetCpuModelNames", { arch: "x86_64", needResults: 1, flags: 1 }],
    ],
    [
      ["connectSetIdentity", { params: [], flags: 0 }],
      ["connectSetIdentity", { params: [text("user-name", "x")], flags: 0 }],
      ["connectSetIdentity", { params: [text("nosuch", "x")], flags: 0 }],
      ["connectSetIdentity", { params: [uint("user-name", 1)], flags: 0 }],
      ["connectSetIdentity", { params: [], flags: 1 }],
    ],
  ],
  others: [
    ...each("domainSetMemoryStatsPeriod", [
      ...ups.map(({ flags }) => ({ period: 5, flags })),
      { period: -1, flags: 0 },
      { period: 0, flags: 0 },
    ]),
    [
      ["domainSetMemoryStatsPeriod", { period: 7, flags: 0 }],
      ["domainSetMemoryStatsPeriod", { period: 9, flags: 2 }],
      xml,
      xmlOff,
      ["domainSetMemoryStatsPeriod", { period: 0, flags: 0 }],
      xml,
    ],
    ...each("domainSetLifecycleAction", [
      ...ups.map(({ flags }) => ({ type: 0, action: 1, flags })),
      ...[0, 1, 2, 3].flatMap((type) => [0, 2, 3, 4, 5, 6].map((action) => ({ type, action, flags: 0 }))),
    ]),
    [
      ["domainSetLifecycleAction", { type: 2, action: 4, flags: 0 }],
      ["domainSetLifecycleAction", { type: 1, action: 3, flags: 3 }],
      ["domainSetLifecycleAction", { type: 0, action: 2, flags: 2 }],
      xml,
      xmlOff,
      ["domainShutdown"],
      ["domainGetState", { flags: 0 }],
    ],
    ...each("domainGetLaunchSecurityInfo", ups),
    ...each("domainGetSecurityLabelList", [{}]),
    ...each("domainCoreDumpWithFormat", [
      { to: "/nosuch/x", dumpformat: 0, flags: 0 },
      { to: "/nosuch/x", dumpformat: 9, flags: 0 },
      { to: "/nosuch/x", dumpformat: 1, flags: 3 },
      { to: "/nosuch/x", dumpformat: 1, flags: 9 },
      { to: "/nosuch/x", dumpformat: 1, flags: 10 },
      { to: "/nosuch/x", dumpformat: 1, flags: 2 },
      { to: "/nosuch/x", dumpformat: 1, flags: 16 },
    ]),
    ...each("domainCoreDump", [
      { to: "/nosuch/x", flags: 0 },
      { to: "", flags: 0 },
      { to: "/nosuch/x", flags: 4 },
      { to: "/nosuch/x", flags: 3 },
    ]),
    [
      ["domainCoreDump", { to: "tuning.core", flags: 1 }],
      ["domainGetState", { flags: 0 }],
    ],
    [
      ["domainCoreDumpWithFormat", { to: "tuning.core", dumpformat: 2, flags: 1 }],
      ["domainGetState", { flags: 0 }],
    ],
    [
      ["domainCreateXmlWithFiles", { xmlDesc: "<domain/>", flags: 0 }],
      ["domainCreateWithFiles", { flags: 0 }],
      stop,
      ["domainCreateWithFiles", { flags: 0 }],
    ],
    [
      ["domainOpenGraphics", { idx: 0, flags: 0 }],
      ["domainFdAssociate", { name: "x", flags: 0 }],
      ["domainFdAssociate", { name: "", flags: 0 }],
    ],
  ],
};
