// Sockets that systemd hands over, and what it is told: libvirtd and virtgated beside each other.
import { describe, expect, test } from "vitest";
import type { DaemonName } from "./harness.js";
import { missing, title } from "./peers.js";
import { Place } from "./place.js";
import { plainLog } from "./plain-log.js";
import { alike, handing, ours, type Refused, refused, refusedByOurs } from "./rows/activation.js";
import { subjectName } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtAdmin", "socketActivate", "virtgated");

async function inPlace<T>(
  name: DaemonName,
  configuration: string,
  play: (place: Place) => Promise<T>,
): Promise<T> {
  const place = await Place.make(name, configuration);
  try {
    return await play(place);
  } finally {
    await place.remove();
  }
}

/** How a start with these descriptors ends; of what it said, the first error. */
const ending = (row: Refused) => async (place: Place) => {
  const launcher = handing(row.fds, row.names ?? null, row.variables);
  const words = launcher.map((word) => word.replaceAll("PORT", `${place.port}`));
  const more = row.prepare === undefined ? {} : { prepare: row.prepare };
  const { status, text } = await place.start({ args: row.args ?? [], launcher: words, ...more }).ended;
  const log = plainLog(place.log(), place.folder) || text;
  return { status, words: log.split("\n").find((line) => line.startsWith("error")), left: place.leftovers() };
};

describe.skipIf(why)(title("sockets that are handed over", why), () => {
  const both = <T>(configuration: string, play: (place: Place) => Promise<T>): Promise<[T, T]> =>
    Promise.all([inPlace("libvirtd", configuration, play), inPlace(subjectName, configuration, play)]);

  test.concurrent.each(refused.map((row) => [row.title, row] as const))(
    "refused: %s",
    async (_title, row) => {
      const [expected, got] = await both("", ending(row));
      const words = row.ours !== undefined && subjectName === "virtgated" ? row.ours : expected.words;
      expect(got).toEqual({ ...expected, words });
      expect(expected.status).toBe(6);
    },
  );

  test.concurrent.each(alike.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    const [expected, got] = await both(row.configuration ?? "", (place) => row.play(place));
    expect(got).toEqual(expected);
  });
});

const whyNot = missing("root", "namespaces", "virsh", "virtgated");

describe.skipIf(whyNot)(title("sockets that are handed over to virtgated alone", whyNot), () => {
  test.concurrent.each(refusedByOurs.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    expect(await inPlace("virtgated", "", ending(row))).toMatchObject({ status: 6, words: row.ours });
  });

  test.concurrent.each(ours.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    expect(await inPlace("virtgated", row.configuration ?? "", row.play)).toEqual(row.expected);
  });
});
