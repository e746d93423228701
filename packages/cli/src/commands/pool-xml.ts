// A pool's definition from options, for `pool-define-as` and `pool-create-as`. Values are taken over as they are: a
// user may give markup, as virsh lets him.

import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Option } from "../grammar/command.js";
import { block, line } from "./xml-lines.js";

export const poolTypes = [
  ...["dir", "fs", "netfs", "logical", "disk", "iscsi", "iscsi-direct"],
  ...["scsi", "mpath", "rbd", "sheepdog", "gluster", "zfs", "vstorage"],
];

const text = (name: string, help: string): Option => ({ name, type: "string", help });

export const poolXmlOptions: readonly Option[] = [
  { name: "name", type: "data", required: true, help: "name of the pool", complete: [] },
  { name: "type", type: "data", required: true, help: "type of the pool", complete: poolTypes },
  bool("print-xml", "print XML document, but don't define/create"),
  text("source-host", "source-host for underlying storage"),
  text("source-path", "source path for underlying storage"),
  text("source-dev", "source device for underlying storage"),
  text("source-name", "source name for underlying storage"),
  text("target", "target for underlying storage"),
  text("source-format", "format for underlying storage"),
  text("auth-type", "auth type to be used for underlying storage"),
  text("auth-username", "auth username to be used for underlying storage"),
  text("secret-usage", "auth secret usage to be used for underlying storage"),
  text("secret-uuid", "auth secret UUID to be used for underlying storage"),
  text("adapter-name", "adapter name to be used for underlying storage"),
  text("adapter-wwnn", "adapter wwnn to be used for underlying storage"),
  text("adapter-wwpn", "adapter wwpn to be used for underlying storage"),
  text("adapter-parent", "adapter parent scsi_hostN to be used for underlying vHBA storage"),
  text("adapter-parent-wwnn", "adapter parent scsi_hostN wwnn to be used for underlying vHBA storage"),
  text("adapter-parent-wwpn", "adapter parent scsi_hostN wwpn to be used for underlying vHBA storage"),
  text(
    "adapter-parent-fabric-wwn",
    "adapter parent scsi_hostN fabric_wwn to be used for underlying vHBA storage",
  ),
  text("source-protocol-ver", "nfsvers value for NFS pool mount option"),
  text("source-initiator", "initiator iqn for underlying storage"),
];

type Values = ReadonlyMap<string, string | undefined>;

/** The names of a Fibre Channel adapter come before the name of a SCSI host, and of its parents the first one counts. */
function adapterLine(values: Values): string[] {
  const [wwnn, wwpn, name] = ["wwnn", "wwpn", "name"].map((one) => values.get(`adapter-${one}`));
  if (wwnn === undefined || wwpn === undefined) {
    return name === undefined ? [] : [line(`<adapter type='scsi_host' name='${name}'/>`)];
  }
  const [parent, parentWwnn, parentWwpn, fabric] = ["", "-wwnn", "-wwpn", "-fabric-wwn"].map((one) =>
    values.get(`adapter-parent${one}`),
  );
  let of = "";
  if (parent !== undefined) of = ` parent='${parent}'`;
  else if (parentWwnn !== undefined && parentWwpn !== undefined) {
    of = ` parent_wwnn='${parentWwnn}' parent_wwpn='${parentWwpn}'`;
  } else if (fabric !== undefined) of = ` parent_fabric_wwn='${fabric}'`;
  return [line(`<adapter type='fc_host'${of} wwnn='${wwnn}' wwpn='${wwpn}'/>`)];
}

/** Only a complete one. */
function authBlock(values: Values): string[] {
  const [type, user] = [values.get("auth-type"), values.get("auth-username")];
  const [usage, uuid] = [values.get("secret-usage"), values.get("secret-uuid")];
  if (type === undefined || user === undefined || (usage ?? uuid) === undefined) return [];
  const secret = usage === undefined ? `uuid='${uuid}'` : `usage='${usage}'`;
  return [block(`auth type='${type}' username='${user}'`, [line(`<secret ${secret}/>`)])];
}

/** What makes a source be written at all; signing in and protocols alone do not. */
const makesSource = [
  ...["source-host", "source-path", "source-dev", "source-initiator", "source-format"],
  ...["source-name", "adapter-name"],
];

function sourceBlock(values: Values): string[] {
  const adapter = adapterLine(values);
  if (adapter.length === 0 && makesSource.every((name) => values.get(name) === undefined)) return [];
  const optional = (name: string, write: (value: string) => string) => {
    const value = values.get(name);
    return value === undefined ? [] : [write(value)];
  };
  return [
    block("source", [
      ...optional("source-host", (host) => line(`<host name='${host}'/>`)),
      ...optional("source-path", (path) => line(`<dir path='${path}'/>`)),
      ...optional("source-dev", (path) => line(`<device path='${path}'/>`)),
      ...optional("source-initiator", (name) => block("initiator", [line(`<iqn name='${name}'/>`)])),
      ...adapter,
      ...authBlock(values),
      ...optional("source-format", (type) => line(`<format type='${type}'/>`)),
      ...optional("source-name", (name) => line(`<name>${name}</name>`)),
      ...optional("source-protocol-ver", (version) => line(`<protocol ver='${version}'/>`)),
    ]),
  ];
}

export function poolXml(args: Arguments): string {
  exclusive(args, ["secret-usage", "secret-uuid"]);
  const values = new Map(
    poolXmlOptions.filter(({ type }) => type !== "bool").map(({ name }) => [name, args.string(name)]),
  );
  const target = values.get("target");
  return block(`pool type='${values.get("type")}'`, [
    line(`<name>${values.get("name")}</name>`),
    ...sourceBlock(values),
    ...(target === undefined ? [] : [block("target", [line(`<path>${target}</path>`)])]),
  ]);
}
