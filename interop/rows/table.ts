// The rows of the command tables: what is typed, nothing about what comes out. The other side decides that.
// Adding a case is adding a row.

/**
 * One command line (with `;` between commands), the arguments after `-c URI` one by one, or those with an
 * environment or with lines typed into the shell. Every row runs in a process and a folder of its own; libvirt's
 * test hypervisor then starts afresh.
 */
export type Row = string | readonly string[] | Session;

export interface Session {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly typed?: string;
}

export function sessionOf(row: Row): Session {
  if (typeof row === "string") return { args: [row] };
  return isList(row) ? { args: row } : row;
}

const isList = (row: readonly string[] | Session): row is readonly string[] => Array.isArray(row);

export function titleOf(row: Row): string {
  const { args = [], environment = {}, typed } = sessionOf(row);
  const words = [...Object.entries(environment).map(([name, value]) => `${name}=${value}`), ...args];
  return `${words.map(quoted).join(" ")}${typed === undefined ? "" : ` <<< ${JSON.stringify(typed)}`}`;
}

const quoted = (word: string) => (/^[\w./=:-]+$/.test(word) ? word : JSON.stringify(word));
