// How vectors are written.

/** One row a line, so that a difference can be read. */
export function rowsText(rows: readonly unknown[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
}

/** Certificates and lists that rows name by number, each kept once. */
export class Pool {
  readonly certificates: string[] = [];

  readonly index = (der: Uint8Array): number => {
    const text = Buffer.from(der).toString("base64");
    const at = this.certificates.indexOf(text);
    return at < 0 ? this.certificates.push(text) - 1 : at;
  };
}
