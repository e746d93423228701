// Each row was fed to libvirtd 9.0.0 (-f FILE); what it printed is the expectation.

import fc from "fast-check";
import { expect, test } from "vitest";
import { LibvirtError } from "./error.js";
import { parseVirConf, type VirConf } from "./virconf.js";

/** Accepted. */
const good = [
  "",
  "a_b1 = 1",
  "a = 1; b = 2",
  "a = 1;",
  "a = 1 # c",
  "a = 1# c",
  "#c",
  "#c\n",
  'a = "x"# c',
  'a = """x\ny"""',
  'a = ""',
  "a = [ ]",
  "a = [ [ 1 ] ]",
  'a = [ "x", [ "y" ] ]',
  'a = [\n"x",\n"y"\n]\n',
  'a = [ "x", ]',
  "a = +1",
  "a = -1",
  "a = 010",
  "a = 99999999999999999999999",
  "a = 9223372036854775807",
  "a = 9223372036854775808",
  "a = 18446744073709551615",
  "a = -9223372036854775808",
  "a = -9223372036854775809",
  "a = \t 1\t",
  "\ta = 1",
  "   \n  a = 1",
  "a = 1\r\nb = 2\r\n",
  'a = "x"\r\n',
  'a = "x"\r',
  "# c\r\na = 1",
  'a = "\\"',
  "a = 1\n\n",
  "a = 1\n  ",
  "a = 1\n  \n",
  "a = 1;  ",
  "a=1;\nb=2",
  "#x\n\n",
  "#x\n  ",
  "\n#x",
  'a = """"""\n',
  'a = """"""\n#',
  'a = """x"" """',
  'AUTH_UNIX_RW = "b"',
  'a = [ "x"\n]',
  "a\t=\t1\t;\tb\t=\t1",
];

const bad = [
  ["\n\n", "3: expecting a name"],
  ["a", "1: expecting an assignment"],
  ["a ", "1: expecting an assignment"],
  ["a =", "1: expecting a value"],
  ["a = ", "1: expecting a value"],
  ["a = \n", "1: expecting a value"],
  ["= 1", "1: expecting a name"],
  ["1a = 1", "1: expecting a name"],
  ["_a = 1", "1: expecting a name"],
  ["-a = 1", "1: expecting a name"],
  ["a-b = 1", "1: expecting an assignment"],
  ["a.b = 1", "1: expecting an assignment"],
  ["a = 1 b = 2", "1: expecting a separator"],
  ["a=1;;", "1: expecting a name"],
  [";a=1", "1: expecting a name"],
  ['a = "x" y', "1: expecting a separator"],
  ['a = "x\n"', "1: unterminated string"],
  ["a = 'x\n'", "1: unterminated string"],
  ["a = 'x", "1: unterminated string"],
  ['a = "', "1: unterminated string"],
  ['a = """x', "1: expecting a separator"],
  ['a = """"""', "1: expecting a separator"],
  ['a = """"', "1: expecting a separator"],
  ["a = [", "1: list is not closed with ]"],
  ["a = [ 1", "1: list is not closed with ]"],
  ["a = [ 1,", "1: expecting a value"],
  ["a = [ 1 2 ]", "1: expecting a separator in list"],
  ["a = [ , ]", "1: expecting a value"],
  ["a = [ 1, , 2 ]", "1: expecting a value"],
  ["a = [ 1 ] b", "1: expecting a separator"],
  ['a = [ "x" # c\n, "y" ]', "1: expecting a separator in list"],
  ['a = [ # c\n "x" ]', "1: expecting a value"],
  ['a = [ "x",, ]', "1: expecting a value"],
  ["a = ]", "1: expecting a value"],
  ["a = x", "1: expecting a value"],
  ["a = +-1", "1: unterminated number"],
  ["a = -", "1: unterminated number"],
  ["a = +", "1: unterminated number"],
  ["a = 1x", "1: expecting a separator"],
  ["a = 0x10", "1: expecting a separator"],
  ["a = 1.5", "1: expecting a separator"],
  ["a\n= 1", "1: expecting an assignment"],
  ["a =\n1", "1: expecting a value"],
  ["\r\n", "2: expecting a name"],
  ["a = 1\0\nb", "1: expecting a separator"],
  ["\0a", "1: expecting a name"],
  ["a = 1 ,", "1: expecting a separator"],
  ["a 1", "1: expecting an assignment"],
  ["a == 1", "1: expecting a value"],
  ["a : 1", "1: expecting an assignment"],
  ['a = "x" "y"', "1: expecting a separator"],
  ['a = "\\""', "1: expecting a separator"],
  ["[section]", "1: expecting a name"],
  ["a = 1\nb", "2: expecting an assignment"],
  ['a = 1\n\n\nb = "', "4: unterminated string"],
  ['a = [ 1,\n2,\n"', "3: unterminated string"],
  ["\va = 1", "1: expecting a name"],
  ["\fa = 1", "1: expecting a name"],
  ["a = \v1", "1: expecting a value"],
  ["a\v= 1", "1: expecting an assignment"],
  ["\n", "2: expecting a name"],
  [" ", "1: expecting a name"],
  [" \n", "2: expecting a name"],
  ["a=1 ; ; b=2", "1: expecting a name"],
  ["a=1;\n;", "2: expecting a name"],
  ["\n\n#x\n\nb=", "5: expecting a value"],
  ["a = 1 #\n=", "2: expecting a name"],
  ["a = 1\r=", "1: expecting a name"],
  ["a = 1\n\r=", "2: expecting a name"],
  ["a = 1\r\r=", "1: expecting a name"],
  ["a = 1\r\n\r\n=", "3: expecting a name"],
  ["\r=", "1: expecting a name"],
  ["\r\r\n=", "2: expecting a name"],
  ["# c\r=", "1: expecting a name"],
  ["# c\r\n=", "2: expecting a name"],
  ['a = "x\r"', "1: unterminated string"],
  ['a = """x\ny\n"""\n=', "4: expecting a name"],
  ['a = """x\r\ny"""\n=', "3: expecting a name"],
  ["a = '''x'''", "1: expecting a separator"],
  ["a = '''x\n'''", "1: expecting a separator"],
  ['a = """xxxxx', "1: unterminated string"],
  ['a = """x""', "1: expecting a separator"],
  ['a = """xx""', "1: unterminated string"],
  ['a = """x""""', "1: expecting a separator"],
  ['a = """x"""""', "1: expecting a separator"],
  ['a = """\n\n\n\n\n', "4: unterminated string"],
  ["# \0\na=", "2: expecting a value"],
  ['a = [\n# c\n"x" ]', "2: expecting a value"],
  ['a = [ "x"\n# c\n, "y" ]', "2: expecting a separator in list"],
  ['a = [ "x",\n# c\n "y" ]', "2: expecting a value"],
  ['a = [ "x" ; "y" ]', "1: expecting a separator in list"],
  ['a = [ "x"\n"y" ]', "2: expecting a separator in list"],
  ["a = [ x ]", "1: expecting a value"],
  ["a = [ -x ]", "1: unterminated number"],
  ['a = [ "x ]', "1: unterminated string"],
  ['a = [ "x", ', "1: expecting a value"],
  ['a = [ "x",\n', "2: expecting a value"],
  ['a = [ "x"\n', "2: list is not closed with ]"],
  ["a = [\n", "2: list is not closed with ]"],
  ["a = [\n\n\n]=", "4: expecting a separator"],
  ["a = [ [ 1 ]", "1: list is not closed with ]"],
  ["a = [ [ 1 ], [", "1: list is not closed with ]"],
  ["a = []\n=", "2: expecting a name"],
  ["a = [\r\n]\r\n=", "3: expecting a name"],
  ["a ;", "1: expecting an assignment"],
  ["a # c\n = 1", "1: expecting an assignment"],
  ["a = # c\n1", "1: expecting a value"],
  ["a = ;", "1: expecting a value"],
  ["a=1,b=2", "1: expecting a separator"],
  ["a = - 1", "1: unterminated number"],
  ["a = 1 1", "1: expecting a separator"],
  ['a = 1"x"', "1: expecting a separator"],
  ['a = "x"1', "1: expecting a separator"],
  ['a = """x"""1', "1: expecting a separator"],
  ["a = 1 \\\n 2", "1: expecting a separator"],
  ["a = true", "1: expecting a value"],
  ["a = `x`", "1: expecting a value"],
];

test.each(good)("%j is accepted", (text) => {
  expect(() => parseVirConf(text, "F")).not.toThrow();
});

test.each(bad)("%j is refused: %s", (text, problem) => {
  const message = `configuration file syntax error: F:${problem}`;
  expect(() => parseVirConf(text, "F")).toThrow(expect.objectContaining({ message }));
});

const values = [
  ["a = 010", [10n]],
  ["a = +7", [7n]],
  ["a = -7", [-7n]],
  ["a = 18446744073709551616", [18446744073709551616n]],
  ['a = "x\\n"', ["x\\n"]],
  ["a = 'x\"y'", ['x"y']],
  ['a = """x"y\nz"""', ['x"y\nz']],
  ['a = "no\0ne"', ["no"]],
  ['a = [ "x", [ 1 ], ]', [["x", [1n]]]],
  ["a = 1\na = 2", [1n]],
  ["a = 1; b = 2", [1n, 2n]],
  ["a = 1\nA = 2", [1n, 2n]],
] as const;

test.each(values)("%j", (text, expected) => {
  const plain = (value: unknown): unknown => {
    const { number, text, items } = value as { number?: bigint; text?: string; items?: unknown[] };
    return number ?? text ?? items?.map(plain);
  };
  expect([...parseVirConf(text, "F").values.values()].map(plain)).toEqual(expected);
});

const getters = [
  ["bool", "1", true],
  ["bool", "0", false],
  ["bool", "2", "internal error: F: value for 'k' parameter must be 0 or 1"],
  ["bool", "-1", "internal error: F: expected a bool for 'k' parameter"],
  ["bool", '"1"', "internal error: F: expected a bool for 'k' parameter"],
  ["uint", "4294967295", 4294967295],
  ["uint", "4294967296", "internal error: F: value for 'k' parameter must be in range 0:4294967295"],
  ["uint", "-0", "internal error: F: expected an unsigned integer for 'k' parameter"],
  ["uint", "9".repeat(5000), "internal error: F: value for 'k' parameter must be in range 0:4294967295"],
  ["int", "-2147483648", -2147483648],
  ["int", "2147483648", "internal error: F: value for 'k' parameter must be in range -2147483648:2147483647"],
  ["int", "[ ]", "internal error: F: expected a signed integer for 'k' parameter"],
  ["string", '""', ""],
  ["string", "1", "internal error: F: expected a string for 'k' parameter"],
  ["stringList", "[ ]", []],
  ["stringList", '[ "x", "y" ]', ["x", "y"]],
  ["stringList", '"x"', "internal error: F: expected a string list for 'k' parameter"],
  ["stringList", "[ 1 ]", "configuration file syntax error: F: expected a string list for 'k' parameter"],
] as const satisfies [keyof VirConf, string, unknown][];

test.each(getters)("%s of %s", (type, value, expected) => {
  const conf = parseVirConf(`k = ${value}`, "F");
  let answer: unknown;
  try {
    answer = conf[type]("k");
  } catch (error) {
    answer = (error as Error).message;
  }
  expect(answer).toEqual(expected);
  expect(conf[type]("other")).toBeUndefined();
});

test("a lone string is a list of one where the key allows it", () => {
  expect(parseVirConf('k = "x"', "F").stringList("k", true)).toEqual(["x"]);
});

test("lists nested without end are refused, not followed", () => {
  expect(() => parseVirConf(`a = ${"[".repeat(1_000_000)}`, "F")).toThrow("F:1: too many nested lists");
});

test("whatever the text, it is a configuration or a syntax error with a line of that text", () => {
  const text = fc.string({ unit: fc.constantFrom(..."a1_=\"'[],;#+- \t\r\n\0\u00e9"), maxLength: 40 });
  fc.assert(
    fc.property(text, (text) => {
      try {
        for (const name of parseVirConf(text, "F").values.keys()) expect(name).toMatch(/^[A-Za-z]\w*$/);
      } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        const line = Number(/^configuration file syntax error: F:(\d+): /.exec(error.message)?.[1]);
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(text.split("\n").length);
      }
    }),
    { numRuns: 5000 },
  );
});
