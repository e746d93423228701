// The picture every domain of the test hypervisor shows: a test card, 1120 by 832 pixels like the one that libvirt's
// test driver sends, drawn here. Made when somebody first asks, then kept.

import { deflateSync } from "node:zlib";
import { crc32 } from "./crc32.js";

const width = 1120;
const height = 832;

/** 0 black to 255 white. */
function shade(x: number, y: number): number {
  const fromCentre = Math.hypot(x - width / 2, y - height / 2);
  if (Math.abs(fromCentre - 340) < 2) return 255;
  if (y >= 640 && y < 704) return Math.floor((x * 256) / width);
  if (y >= 128 && y < 576 && fromCentre < 340) return 255 - Math.floor((Math.floor(x / 80) * 255) / 13);
  if (x % 32 === 0 || y % 32 === 0) return 160;
  return 64;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** PNG (ISO/IEC 15948): eight-bit greyscale, one filter byte "none" in front of every row. */
function draw(): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = shade(x, y);
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat(parts);
}

let picture: Uint8Array | undefined;

export function screenshot(): Uint8Array {
  picture ??= draw();
  return picture;
}
