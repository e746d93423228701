import { expect, test } from "vitest";
import { chooseAuth } from "./auth-type.js";

const [none, sasl, polkit] = [0, 1, 2];

test.each<[offered: number[], wanted: string | undefined, chosen: string]>([
  [[none], undefined, "none"],
  [[sasl], undefined, "sasl"],
  [[polkit], undefined, "polkit"],
  [[none, sasl], undefined, "none"],
  [[sasl, none], undefined, "sasl"],
  [[none, sasl], "sasl", "sasl"],
  [[none, polkit], "PolKit", "polkit"],
  [[sasl], "SASL", "sasl"],
  [[sasl], "sasl.PLAIN", "sasl PLAIN"],
  [[sasl], "sasl.plain", "sasl plain"],
  [[sasl], "sasl.", "sasl "],
  [[sasl], "Sasl.PLAIN", "sasl PLAIN"],
  [[], undefined, "none"],
  [[], "sasl", "none"],
])("offered %j, wanted %j: %s", (offered, wanted, chosen) => {
  const { type, ...rest } = chooseAuth(offered, wanted);
  const { mechanism } = rest as { mechanism?: string };
  expect(mechanism === undefined ? type : `${type} ${mechanism}`).toBe(chosen);
});

test.each<[offered: number[], wanted: string | undefined, detail: string]>([
  [[7], undefined, "unsupported authentication type 7"],
  [[7, none], undefined, "unsupported authentication type 7"],
  [[none], "sasl", "requested authentication type sasl rejected"],
  [[sasl], "polkit", "requested authentication type polkit rejected"],
  [[none], "sasl.PLAIN", "requested authentication type sasl.PLAIN rejected"],
  [[none], "none", "unknown authentication type none"],
  [[sasl], "saslx", "unknown authentication type saslx"],
  [[sasl], "", "unknown authentication type "],
])("offered %j, wanted %j: %s", (offered, wanted, detail) => {
  expect(() => chooseAuth(offered, wanted)).toThrow(`authentication failed: ${detail}`);
});
