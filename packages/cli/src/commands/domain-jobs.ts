// `domjobinfo`, `domjobabort`, conversions of definitions, users' keys, and what hypervisors have of their own.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import { exclusive, requires } from "../grammar/arguments.js";
import { bool, type Command, domainOption, text } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";
import { lookupDomain } from "./domain.js";
import { jobLine, jobStatistics } from "./job-statistics.js";

/** By virDomainJobType. */
const jobTypes = ["None", "Bounded", "Unbounded", "Completed", "Failed", "Cancelled"];
const noJob = 0;
const completedJob = 3;

export const domjobabort: Command = {
  name: "domjobabort",
  group: "domain",
  help: "abort active domain job",
  description: "Aborts the currently running domain job",
  options: [domainOption(), bool("postcopy", "interrupt post-copy migration")],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domjobabort", args);
    if (args.has("postcopy")) await shell.call.domainAbortJobFlags({ dom, flags: 1 });
    else await shell.call.domainAbortJob({ dom });
    return true;
  },
};

export const domjobinfo: Command = {
  name: "domjobinfo",
  group: "domain",
  help: "domain job information",
  description: "Returns information about jobs running on a domain.",
  options: [
    domainOption(),
    bool("completed", "return statistics of a recently completed job"),
    bool("keep-completed", "don't destroy statistics of a recently completed job when reading"),
    bool("anystats", "print statistics for any kind of job (even failed ones)"),
    bool("rawstats", "print the raw data returned by libvirt"),
  ],
  async run(shell, args) {
    requires(args, "keep-completed", "completed");
    const flags = (args.has("completed") ? 1 : 0) | (args.has("keep-completed") ? 2 : 0);
    const dom = await lookupDomain(shell, "domjobinfo", args);
    const { type, params } = await shell.call
      .domainGetJobStats({ dom, flags })
      .catch(async (thrown: unknown) => {
        const isOld = thrown instanceof LibvirtError && thrown.code === ErrorCode.noSupport;
        if (!isOld) throw thrown;
        if (flags !== 0 || args.has("rawstats"))
          throw new Failure("Optional flags or --rawstats are not supported by the daemon", thrown);
        // Hosts of long ago know fewer numbers.
        const info = await shell.call.domainGetJobInfo({ dom });
        return { type: info.type, params: [] };
      });
    if (args.has("rawstats")) {
      const raw = params.map(({ field, value }) => `${field}: ${value.value}\n`).join("");
      shell.print(`Job type: ${type}\n\n${raw}`);
      return true;
    }
    shell.print(jobLine("Job type:", (jobTypes[type] ?? "unknown").padEnd(12)));
    if (type !== noJob) shell.print(jobStatistics(params, type === completedJob));
    return true;
  },
};

export const domxmlFromNative: Command = {
  name: "domxml-from-native",
  group: "domain",
  help: "Convert native config to domain XML",
  description: "Convert native guest configuration format to domain XML format.",
  options: [
    { name: "format", type: "data", help: "source config data format", required: true },
    { name: "config", type: "data", help: "config data file to import from", required: true },
  ],
  async run(shell, args) {
    const nativeFormat = args.required("format");
    const nativeConfig = readXmlFile(args.required("config"));
    const { domainXml } = await shell.call.connectDomainXmlFromNative({
      nativeFormat,
      nativeConfig,
      flags: 0,
    });
    shell.print(domainXml);
    return true;
  },
};

export const domxmlToNative: Command = {
  name: "domxml-to-native",
  group: "domain",
  help: "Convert domain XML to native config",
  description: "Convert domain XML config to a native guest configuration format.",
  options: [
    { name: "format", type: "data", help: "target config data type format", required: true },
    { name: "domain", type: "string", help: "domain name, id or uuid", nameRequired: true },
    text("xml", "xml data file to export from"),
  ],
  async run(shell, args) {
    const nativeFormat = args.required("format");
    const file = args.string("xml");
    exclusive(args, ["domain", "xml"]);
    if (file === undefined && !args.has("domain")) throw new Failure("need either domain or domain XML");
    const domainXml =
      file !== undefined
        ? readXmlFile(file)
        : (
            await shell.call.domainGetXmlDesc({
              dom: await lookupDomain(shell, "domxml-to-native", args),
              flags: 0,
            })
          ).xml;
    const { nativeConfig } = await shell.call.connectDomainXmlToNative({ nativeFormat, domainXml, flags: 0 });
    shell.print(nativeConfig);
    return true;
  },
};

export const getUserSshkeys: Command = {
  name: "get-user-sshkeys",
  group: "domain",
  help: "list authorized SSH keys for given user (via agent)",
  description: "Use the guest agent to query authorized SSH keys for given user",
  options: [
    domainOption(),
    { name: "user", type: "data", help: "user to list authorized keys for", required: true },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "get-user-sshkeys", args);
    const user = args.required("user");
    const { keys } = await shell.call.domainAuthorizedSshKeysGet({ dom, user, flags: 0 });
    for (const key of keys) shell.print(`${key}\n`);
    return true;
  },
};

export const setUserSshkeys: Command = {
  name: "set-user-sshkeys",
  group: "domain",
  help: "manipulate authorized SSH keys file for given user (via agent)",
  description: "Append, reset or remove specified key from the authorized keys file for given user",
  options: [
    domainOption(),
    { name: "user", type: "data", help: "user to set authorized keys for", required: true },
    text("file", "optional file to read keys from"),
    bool("reset", "clear out authorized keys file before adding new keys"),
    bool("remove", "remove keys from the authorized keys file"),
  ],
  async run(shell, args) {
    const file = args.string("file");
    requires(args, "remove", "file");
    if (file === undefined && !args.has("reset")) throw new Failure("Option --file is required");
    const dom = await lookupDomain(shell, "set-user-sshkeys", args);
    const user = args.required("user");
    const keys =
      file === undefined
        ? []
        : readXmlFile(file)
            .split("\n")
            .filter((key) => key !== "");
    const flags = args.has("reset") ? 0 : args.has("remove") ? 2 : 1;
    await shell.call.domainAuthorizedSshKeysSet({ dom, user, keys, flags });
    return true;
  },
};
