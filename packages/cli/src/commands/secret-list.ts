// `secret-list`: the secrets of a host, not what they are.

import type { SecretRef } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { compareNames } from "./by-name.js";
import { formatUuid, parseUuid } from "./domain.js";
import { printJson, wantsJson } from "./output.js";
import { isNoSupport } from "./pool.js";
import { usageNames } from "./secret.js";

/** virConnectListAllSecretsFlags. */
const listFlag = { ephemeral: 1, "no-ephemeral": 2, private: 4, "no-private": 8 } as const;

/** Old hosts have uuids only. */
async function listOneByOne(shell: Shell, flags: number): Promise<SecretRef[]> {
  if (flags !== 0) throw new Failure("Filtering is not supported by this libvirt");
  const { num } = await attempt("Failed to count secrets", shell.call.connectNumOfSecrets());
  if (num === 0) return [];
  const work = shell.call.connectListSecrets({ maxuuids: num });
  const { uuids } = await attempt("Failed to list secrets", work);
  const secrets: SecretRef[] = [];
  for (const text of uuids) {
    const uuid = parseUuid(text);
    // One that is gone by now is left out.
    const found = uuid && (await shell.call.secretLookupByUuid({ uuid }).catch(() => undefined));
    if (found !== undefined) secrets.push(found.secret);
  }
  return secrets;
}

async function listSecrets(shell: Shell, flags: number): Promise<SecretRef[]> {
  try {
    return (await shell.call.connectListAllSecrets({ needResults: 1, flags })).secrets;
  } catch (thrown) {
    if (isNoSupport(thrown)) return listOneByOne(shell, flags);
    throw new Failure("Failed to list node secrets", thrown);
  }
}

export const secretList: Command = {
  name: "secret-list",
  group: "secret",
  help: "list secrets",
  description: "Returns a list of secrets",
  options: [
    bool("ephemeral", "list ephemeral secrets"),
    bool("no-ephemeral", "list non-ephemeral secrets"),
    bool("private", "list private secrets"),
    bool("no-private", "list non-private secrets"),
    outputOption,
  ],
  async run(shell, args) {
    const json = wantsJson(args);
    const flags = Object.entries(listFlag).reduce(
      (all, [name, flag]) => (args.has(name) ? all | flag : all),
      0,
    );
    const secrets = (await listSecrets(shell, flags))
      .map(({ uuid, usageType, usageID }) => ({ uuid: formatUuid(uuid), usageType, usageID }))
      .sort((one, other) => compareNames(one.uuid, other.uuid));
    const usageName = (type: number) => usageNames[type] ?? "unknown";
    if (json) {
      const shown = secrets.map(({ uuid, usageType, usageID }) => ({
        uuid,
        usage: usageType === 0 ? null : { type: usageName(usageType), id: usageID },
      }));
      printJson(shell, shown);
      return true;
    }
    const cells = secrets.map(({ uuid, usageType, usageID }) => [
      uuid,
      usageType === 0 ? "Unused" : `${usageName(usageType)} ${usageID}`,
    ]);
    shell.table(["UUID", "Usage"], cells);
    return true;
  },
};
