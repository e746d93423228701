import { expect, test } from "vitest";
import { WorkerFigures, type WorkerSettings } from "./worker-figures.js";

const started = { minWorkers: 5, maxWorkers: 20, prioWorkers: 5 };
const smaller = "invalid argument: minWorkers cannot be larger than maxWorkers";
const switched = "invalid argument: maxWorkers must not be switched from zero to non-zero and vice versa";

/** Changes one after another, and what the figures then are: minimum, maximum, priority, current. */
const rows: readonly (readonly [Partial<WorkerSettings>[], string])[] = [
  [[], "5 20 5 5"],
  [[{ minWorkers: 8 }], "8 20 5 8"],
  [[{ minWorkers: 8 }, { minWorkers: 1 }], "1 20 5 8"],
  [[{ minWorkers: 1, maxWorkers: 3 }], "1 3 5 3"],
  [[{ prioWorkers: 0 }], "5 20 0 5"],
  [[{ minWorkers: 21 }], smaller],
  [[{ maxWorkers: 4 }], smaller],
  [[{ minWorkers: 0, maxWorkers: 0 }], switched],
];

test.each(rows)("%j", (changes, expected) => {
  const figures = new WorkerFigures(started);
  try {
    for (const each of changes) figures.change(each);
    const { minWorkers, maxWorkers, prioWorkers } = figures.settings;
    expect(`${minWorkers} ${maxWorkers} ${prioWorkers} ${figures.current}`).toBe(expected);
  } catch (thrown) {
    expect((thrown as Error).message).toBe(expected);
    expect(figures.settings).toEqual(started);
  }
});

test("a minimum above the maximum of the configuration counts as the maximum", () => {
  const figures = new WorkerFigures({ minWorkers: 50, maxWorkers: 3, prioWorkers: 0 });
  expect(figures.settings.minWorkers).toBe(3);
  figures.configure(started);
  expect(figures.current).toBe(5);
});
