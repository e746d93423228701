// Hosts described by files, with pools and volumes in them: [file, row].

import type { Row } from "./table.js";

const uuid = (number: number) => `<uuid>c7a5fdbd-edaf-9455-926a-${String(number).padStart(12, "0")}</uuid>`;
const dir = (name: string, number: number, more = "") =>
  `<pool type='dir'><name>${name}</name>${uuid(number)}<target><path>/${name}</path></target>${more}</pool>`;
const volume = (name: string, more = "") =>
  `<volume><name>${name}</name><capacity unit='MiB'>1</capacity>${more}</volume>`;
const node = (...elements: readonly string[]) => `<node>\n${elements.join("\n")}\n</node>\n`;

const whole = node(
  dir("inline", 1, volume("a") + volume("b", "<allocation>0</allocation>")),
  "<pool file='pool-of-its-own.xml'/>",
  dir("referring", 3, "<volume file='volume-of-its-own.xml'/>"),
  dir(
    "placed",
    4,
    volume("c", "<key>some-key</key><target><path>/else/where</path><format type='qcow2'/></target>"),
  ),
  dir("crowded", 5, `<volume><name>huge</name><capacity unit='TiB'>1</capacity></volume>`),
  `<pool type='rbd'><name>far</name>${uuid(6)}<source><host name='m'/><name>r</name></source>${volume("d")}</pool>`,
);

export const storageHostFiles: Readonly<Record<string, string>> = {
  "pool-of-its-own.xml": dir("own", 2, `${volume("e")}<volume file='volume-of-its-own.xml'/>`),
  "volume-of-its-own.xml": volume("f", "<target><format type='raw'/></target>"),
  "network.xml": "<network><name>x</name></network>\n",
  "storage-whole.xml": whole,
  "storage-none.xml": node(),
  "storage-options.xml": `<node xmlns:fs='http://libvirt.org/schemas/storagepool/fs/1.0'>
<pool type='fs'><name>o</name>${uuid(1)}<source><device path='/dev/x'/></source><target><path>/o</path></target><fs:mount_opts><fs:option name='ro'/></fs:mount_opts></pool></node>\n`,
  "storage-nosuch-file.xml": node("<pool file='nosuch.xml'/>"),
  "storage-wrong-root.xml": node("<pool file='network.xml'/>"),
  "storage-volume-wrong-root.xml": node(dir("p", 1, "<volume file='network.xml'/>")),
  "storage-bad-pool.xml": node(`<pool type='dir'><name>x</name>${uuid(1)}</pool>`),
  "storage-bad-volume.xml": node(dir("p", 1, "<volume><name>x</name></volume>")),
  "storage-two-volumes.xml": node(dir("p", 1, volume("a") + volume("a"))),
  "storage-two-keys.xml": node(dir("p", 1, volume("a", "<key>k</key>") + volume("b", "<key>k</key>"))),
  "storage-same-uuid.xml": node(dir("p", 1), dir("q", 1)),
  "storage-same-name.xml": node(dir("p", 1), dir("p", 2)),
  "storage-conflict.xml": node(
    dir("p", 1),
    `<pool type='dir'><name>q</name>${uuid(2)}<target><path>/p</path></target></pool>`,
  ),
  "storage-redefined.xml": node(dir("p", 1, volume("a")), dir("p", 1)),
  "storage-fibre.xml": node(
    `<pool type='scsi'><name>fc</name>${uuid(1)}<source><adapter type='fc_host' wwnn='20000000c9831b4b' wwpn='10000000c9831b4b'/></source><target><path>/dev</path></target></pool>`,
  ),
};

const pools = ["inline", "own", "referring", "placed", "crowded", "far"];
const every = (command: (pool: string) => string) => pools.map(command).join("; ");

export const storageHosts: readonly (readonly [file: string, row: Row])[] = [
  ["storage-whole.xml", "pool-list --all --details"],
  ["storage-whole.xml", every((pool) => `pool-dumpxml ${pool}`)],
  ["storage-whole.xml", every((pool) => `vol-list ${pool} --details`)],
  [
    "storage-whole.xml",
    "vol-dumpxml c placed; vol-info some-key; vol-pool /else/where; vol-key c placed; vol-dumpxml d far; vol-path f own; vol-create-as crowded n 1; vol-delete huge crowded; pool-info crowded",
  ],
  ["storage-none.xml", "pool-list --all; vol-list default-pool; find-storage-pool-sources-as logical"],
  ["storage-options.xml", "pool-dumpxml o"],
  ["storage-redefined.xml", "pool-list --details; vol-list p"],
  ["storage-fibre.xml", "pool-list; pool-destroy fc; pool-list --all; pool-start fc; pool-destroy fc"],
  ...[
    "nosuch-file",
    "wrong-root",
    "volume-wrong-root",
    "bad-pool",
    "bad-volume",
    "two-volumes",
    "two-keys",
  ].map((name): [string, Row] => [`storage-${name}.xml`, "pool-list"]),
  ...["same-uuid", "same-name", "conflict"].map((name): [string, Row] => [
    `storage-${name}.xml`,
    "pool-list",
  ]),
];
