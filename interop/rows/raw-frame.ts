// Frames written by hand: numbers, texts, headers and the domain that every test host has.

export type Bytes = Uint8Array;

/** Opens test:///default first. */
export const opened = (...frames: Bytes[]) => [authList(), open("test:///default"), ...frames];

const remote = 0x20008086;
export const qemu = 0x20008087;
export const keepalive = 0x6b656570;

export const word = (value: number): Bytes => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};
export const text = (value: string): Bytes => {
  const bytes = Buffer.from(value);
  return Buffer.concat([word(bytes.length), bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
};
export const present = (...parts: Bytes[]) => Buffer.concat([word(1), ...parts]);
export const absent = word(0);

interface Fields {
  program?: number;
  version?: number;
  type?: number;
  serial?: number;
  status?: number;
  /** What the length word says, when it lies. */
  length?: number;
}

let nextSerial = 1;

/** One frame: the length word, the six words of the header, the payload. */
export function frame(procedure: number, payload: Bytes[] = [], fields: Fields = {}): Bytes {
  const { program = remote, version = 1, type = 0, serial = nextSerial++, status = 0 } = fields;
  const body = Buffer.concat([...[program, version, procedure, type, serial, status].map(word), ...payload]);
  return Buffer.concat([word(fields.length ?? body.length + 4), body]);
}

export const authList = (fields: Fields = {}) => frame(66, [], fields);
export const open = (uri: string, flags = 0) => frame(1, [present(text(uri)), word(flags)]);
export const close = () => frame(2);

export const uuidOfTest = Buffer.from("6695eb01f6a4830479aa97f2502e193f", "hex");
export const domain = (name: string, uuid: Bytes = uuidOfTest, id = 1) =>
  Buffer.concat([text(name), uuid, word(id)]);
export const test = domain("test");
