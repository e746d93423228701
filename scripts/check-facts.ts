// Compares every declaration with the facts about libvirt, where they are at hand: one step of npm run check.
import { checkConstants } from "./facts/check-constants.js";
import { checkPrograms } from "./facts/check-programs.js";
import { readFacts } from "./facts/read.js";

const facts = readFacts();
if (facts === undefined) {
  process.stdout.write("facts: not at hand, skipped\n");
} else {
  const problems: string[] = [];
  checkPrograms(facts, (problem) => problems.push(problem));
  checkConstants(facts, (problem) => problems.push(problem));
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
