// The names under which libvirt's clients look for its many daemons. Debian has none of those: virsh is the judge.
import { describe, expect, test } from "vitest";
import { missing, title } from "./peers.js";
import { Place } from "./place.js";
import { named } from "./rows/names.js";

const why = missing("root", "namespaces", "virsh", "virtAdmin", "virtgated", "virtgate");

describe.skipIf(why)(title("virtgated by other names", why), () => {
  test.concurrent.each(named.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    const place = await Place.make("virtgated");
    try {
      expect(await row.play(place)).toEqual(row.expected);
    } finally {
      await place.remove();
    }
  });
});
