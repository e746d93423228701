import { expect, test } from "vitest";
import { checkConstants } from "./facts/check-constants.js";
import { checkPrograms } from "./facts/check-programs.js";
import { readFacts } from "./facts/read.js";

const facts = readFacts();

test.skipIf(facts === undefined)(
  "the declarations equal the facts (skipped where these are not at hand)",
  () => {
    const problems: string[] = [];
    checkPrograms(facts!, (problem) => problems.push(problem));
    checkConstants(facts!, (problem) => problems.push(problem));
    expect(problems).toEqual([]);
  },
);

// A check that cannot fail proves nothing: the same facts with one thing changed.
test.skipIf(facts === undefined).each([
  ["a limit", "<16384>", "<16385>", /^remote 20 domainGetVcpus: ret .*16385/],
  ["a field's name", '"name":"maxMem"', '"name":"maximum"', /^remote 16 domainGetInfo ret: .*WireError/],
  ["a permission", '"permission":"stop"', '"permission":"start"', /^remote 12 domainDestroy: access/],
  [
    "a read-only rule",
    '"readOnlyConnection":"allowed"',
    '"readOnlyConnection":"denied"',
    /connectOpen: write/,
  ],
  ["a constant", '"VIR_DOMAIN_RUNNING":1', '"VIR_DOMAIN_RUNNING":2', /^virDomainState.running/],
  ["an error text", '"Domain not found"', '"domain lost"', /^error/],
])("%s that differs is reported", (_, from, to, problem) => {
  const changed = JSON.parse(JSON.stringify(facts).replaceAll(from, to));
  const problems: string[] = [];
  checkPrograms(changed, (found) => problems.push(found));
  checkConstants(changed, (found) => problems.push(found));
  expect(problems).toContainEqual(expect.stringMatching(problem));
});
