// A small document written element by element, with libvirt's quotes and indentation.

const escaped = (text: string) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("'", "&apos;")
    .replaceAll('"', "&quot;");

/** Undefined leaves the attribute out. */
type Attributes = Readonly<Record<string, string | number | bigint | undefined>>;

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? "" : ` ${name}='${escaped(String(value))}'`))
    .join("");
}

export class XmlText {
  #text = "";
  #depth = 0;

  #line(text: string): void {
    this.#text += `${"  ".repeat(this.#depth)}${text}\n`;
  }

  open(name: string, attributes: Attributes = {}): void {
    this.#line(`<${name}${attributesText(attributes)}>`);
    this.#depth++;
  }

  close(name: string): void {
    this.#depth--;
    this.#line(`</${name}>`);
  }

  empty(name: string, attributes: Attributes = {}): void {
    this.#line(`<${name}${attributesText(attributes)}/>`);
  }

  text(name: string, content: string): void {
    this.#line(`<${name}>${escaped(content)}</${name}>`);
  }

  toString(): string {
    return this.#text;
  }
}
