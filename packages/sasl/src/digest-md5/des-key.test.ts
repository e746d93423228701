import { createCipheriv } from "node:crypto";
import { expect, test } from "vitest";
import { desKey } from "./des-key.js";

test.each([
  ["00000000000000", "0101010101010101"],
  ["ffffffffffffff", "fefefefefefefefe"],
  ["0123456789abcd", "0191d0ad794cae9b"],
  ["80000000000001", "8001010101010102"],
])("%s becomes %s", (seven, eight) => {
  expect(Buffer.from(desKey(Buffer.from(seven, "hex"))).toString("hex")).toBe(eight);
});

test("triple DES with one key three times is DES: the vector of FIPS 81", () => {
  const key = Buffer.from("0123456789abcdef", "hex");
  const cipher = createCipheriv("des-ede3", Buffer.concat([key, key, key]), null).setAutoPadding(false);
  expect(cipher.update("4e6f772069732074", "hex", "hex")).toBe("3fa40e8a984d4815");
});
