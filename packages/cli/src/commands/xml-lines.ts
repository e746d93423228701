// XML put together of what users typed, line by line, as virsh does: nothing is escaped, for markup may be meant.

export const line = (text: string): string => `${text}\n`;

/** An element with its children on lines of their own. `start`: its name, and attributes behind it. */
export function block(start: string, children: readonly string[]): string {
  const name = start.split(" ", 1)[0];
  const inside = children.join("").replace(/^(?=.)/gm, "  ");
  return `<${start}>\n${inside}</${name}>\n`;
}
