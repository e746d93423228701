// How a daemon begins, hears signals and ends, with clients and without: libvirtd and virtgated beside each other.
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import type { DaemonName } from "./harness.js";
import { missing, title } from "./peers.js";
import { Place } from "./place.js";
import { plainLog } from "./plain-log.js";
import { endings } from "./rows/endings.js";
import { ours } from "./rows/reload.js";
import { alike } from "./rows/serving.js";
import { refused } from "./rows/starting.js";
import { subjectName } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "virsh", "virtgated");

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

describe.skipIf(why)(title("beginnings and ends are libvirtd's", why), () => {
  const both = <T>(configuration: string, play: (place: Place) => Promise<T>): Promise<[T, T]> =>
    Promise.all([inPlace("libvirtd", configuration, play), inPlace(subjectName, configuration, play)]);

  describe("it does not start", () => {
    test.concurrent.each(refused.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
      const [expected, got] = await both(row.configuration ?? "", async (place) => {
        const occupant = row.occupied && createServer().listen(place.port, "127.0.0.1");
        const home = { HOME: place.path("run"), XDG_RUNTIME_DIR: place.path("run") };
        const environment = row.uid === undefined ? {} : home;
        const { ended } = place.start({ ...row, environment, args: ["--listen", ...(row.args ?? [])] });
        const { status, text } = await ended;
        occupant?.close();
        const words = plainLog(place.log(), place.folder) || text;
        // libvirtd leaves sockets behind when it fails after it has made them.
        if (place.name === "virtgated") expect(place.leftovers()).toEqual([]);
        return { status, words: words.replaceAll(`${place.port}`, "<port>") };
      });
      expect(got).toEqual(expected);
      expect(expected.status).toBeGreaterThan(0);
    });
  });

  describe("it serves", () => {
    test.concurrent.each(alike.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
      const [expected, got] = await both(row.configuration ?? "", (place) => row.play(place));
      expect(got).toEqual(expected);
    });
  });

  describe("it ends", () => {
    test.concurrent.each(endings.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
      const [expected, got] = await both(row.configuration ?? "", (place) => row.play(place));
      expect(got).toEqual(expected);
    });
  });
});

const whyNot = missing("root", "namespaces", "virtgated");

describe.skipIf(whyNot)(title("virtgated alone", whyNot), () => {
  test.concurrent.each(ours.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    expect(await inPlace("virtgated", row.configuration ?? "", row.play)).toEqual(row.expected);
  });
});
