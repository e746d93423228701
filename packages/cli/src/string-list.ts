// Lists in one option: `a,b,c`. Two commas are one that belongs to the word.

/** Stands for such a comma meanwhile: no argument of a program has it. */
const comma = "\0";

export const splitList = (text: string): string[] =>
  text
    .replaceAll(",,", comma)
    .split(",")
    .map((word) => word.replaceAll(comma, ","));
