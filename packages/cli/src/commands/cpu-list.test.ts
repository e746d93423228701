import { describe, expect, test } from "vitest";
import { formatCpus, isSet, parseCpuList } from "./cpu-list.js";

// [what is typed, for a host of so many, what it means]
const rows: [string, number, string][] = [
  ["0", 4, "0"],
  ["0-3", 4, "0-3"],
  ["1,3", 4, "1,3"],
  ["3,1,2", 4, "1-3"],
  ["0-3,^2", 4, "0-1,3"],
  ["0-3,^2,2", 4, "0-3"],
  [" 0 - 1 , 3", 4, "0-1,3"],
  ["^ 1,0", 4, "0"],
  ["7,8,15,16", 32, "7-8,15-16"],
  ["1023", 1024, "1023"],
  ["r", 1, "0"],
  ["r", 16, "0-15"],
  ["r", 17, "0-16"],
];

test.each(rows)("%j of %i", (text, cpus, shown) => {
  expect(formatCpus(parseCpuList(text, cpus))).toBe(shown);
});

test("a list is as long as libvirt's bitmaps, all processors as the host", () => {
  expect(parseCpuList("0", 4)).toHaveLength(128);
  expect(parseCpuList("r", 17)).toHaveLength(3);
});

const refused: [string, number, string][] = [
  ["", 4, "Invalid cpulist ''"],
  ["x", 4, "Invalid cpulist 'x'"],
  ["0,", 4, "Invalid cpulist '0,'"],
  ["3-1", 4, "Invalid cpulist '3-1'"],
  ["-1", 4, "Invalid cpulist '-1'"],
  ["^0-1", 4, "Invalid cpulist '^0-1'"],
  ["0,^0", 4, "Invalid cpulist '0,^0'"],
  ["1024", 2000, "Invalid cpulist '1024'"],
  ["r", 0, "Invalid cpulist 'r'"],
  ["4", 4, "CPU 4 in cpulist '4' exceed the maxcpu 4"],
  ["0-5", 4, "CPU 5 in cpulist '0-5' exceed the maxcpu 4"],
];

test.each(refused)("%j of %i is refused", (text, cpus, words) => {
  expect(() => parseCpuList(text, cpus)).toThrow(words);
});

describe("bitmaps", () => {
  const maps: [number[], string][] = [
    [[], ""],
    [[0], ""],
    [[0xff], "0-7"],
    [[0x80, 0x01], "7-8"],
    [[0b101, 0, 0x80], "0,2,23"],
  ];
  test.each(maps)("%j", (bytes, shown) => {
    expect(formatCpus(Uint8Array.from(bytes))).toBe(shown);
  });

  test("there is nothing behind the end", () => {
    expect([0, 7, 8].map((cpu) => isSet(Uint8Array.of(0x81), cpu))).toEqual([1, 1, 0]);
  });
});
