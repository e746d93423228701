// Cyrus SASL's configuration file, /etc/sasl2/libvirt.conf: lines of "key: value".
import { maxConfBytes, maxConfLine } from "./limits.js";
import { SaslError } from "./problem.js";
import { utf8Text } from "./text.js";

/** A configuration: keys in lower case. Keys that nobody knows are kept, since plugins have keys of their own. */
export type SaslConf = ReadonlyMap<string, string>;

/**
 * Reads a configuration file. As in Cyrus the first line with a key counts, one bad line spoils the file, the
 * colon follows the key at once, there is no quoting, and "#" begins a comment only at the start of a line.
 * Throws "broken file" with the number of the line.
 */
export function readSaslConf(bytes: Uint8Array): SaslConf {
  if (bytes.length > maxConfBytes) throw broken(`longer than ${maxConfBytes} bytes`);
  const text = utf8Text(bytes);
  if (text === undefined) throw broken("not UTF-8");
  const conf = new Map<string, string>();
  for (const [index, line] of text.split("\n").entries()) {
    const setting = line.replace(/^[\t\v\f\r ]+|[\t\v\f\r ]+$/g, "");
    if (setting === "" || setting.startsWith("#")) continue;
    const where = `line ${index + 1}: `;
    if (setting.length > maxConfLine) throw broken(`${where}longer than ${maxConfLine} characters`);
    const found = /^([A-Za-z0-9_-]*):[\t\v\f\r ]*(.+)$/.exec(setting);
    if (found === null) throw broken(`${where}expected "key: value"`);
    const key = found[1]!.toLowerCase();
    if (!conf.has(key)) conf.set(key, found[2]!);
  }
  return conf;
}

/** The mechanisms of `mech_list`, in upper case, each once; undefined without that key: all there are. */
export function mechList(conf: SaslConf): readonly string[] | undefined {
  const listed = conf.get("mech_list");
  return listed === undefined ? undefined : [...new Set(listed.toUpperCase().split(/[\t\v\f\r ]+/))];
}

const broken = (detail: string) => new SaslError("broken file", `SASL configuration: ${detail}`);
