import { describe, expect, test } from "vitest";
import { parseSize, prettySize } from "./size.js";

describe("sizes are shown as virsh 9.0.0 shows them", () => {
  test.each([
    [0n, "0.00 B"],
    [1023n, "1023.00 B"],
    [1024n, "1.00 KiB"],
    [1152n, "1.12 KiB"],
    [1408n, "1.38 KiB"],
    [1536n, "1.50 KiB"],
    [1048575n, "1024.00 KiB"],
    [107374182400n, "100.00 GiB"],
    [2n ** 63n - 1n, "8.00 EiB"],
    [2n ** 64n - 1n, "16.00 EiB"],
  ])("%s", (bytes, shown) => expect(prettySize(bytes)).toBe(shown));
});

describe("sizes are read as virsh 9.0.0 reads them", () => {
  test.each([
    ["0", 0n],
    [" 7", 7n],
    ["1k", 1024n],
    ["1KB", 1000n],
    ["1KiB", 1024n],
    ["2mib", 2_097_152n],
    ["3Bytes", 3n],
    ["16777215T", 16_777_215n * 1024n ** 4n],
  ])("%s", (text, bytes) => expect(parseSize(text)).toBe(bytes));

  test.each(["", "-1", "x", "1x", "1 k", "99999999999999999999", "17E", "1.5G", "1kb3"])("not %s", (text) =>
    expect(() => parseSize(text)).toThrow(`Malformed size ${text}`),
  );
});
