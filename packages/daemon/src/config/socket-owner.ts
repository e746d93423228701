// Group and mode of the unix sockets, from the words of the file.

/** The mode of `unix_sock_*_perms`: octal digits. Undefined for anything that is no file mode. */
export function parseMode(text: string): number | undefined {
  // libvirtd also takes "-777" and "77777" and uses what bits are left of them. Nobody means that.
  return /^\s*[+]?0*[0-7]{1,4}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

/** A group's name or number, as chown(1) takes it. `lookUp` asks the group database. */
export function parseGroup(text: string, lookUp: (name: string) => number | undefined): number | undefined {
  const byName = text === "" ? undefined : lookUp(text);
  if (byName !== undefined) return byName;
  if (!/^[+]?[0-9]+$/.test(text)) return undefined;
  const number = Number(text);
  // 4294967295 is (gid_t) -1, "leave it", to chown(2): a group nobody can mean.
  return number < 4294967295 ? number : undefined;
}
