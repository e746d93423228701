// What systemd is told, and whether it can read the units we print.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { command, type DaemonName } from "./harness.js";
import { runToEnd } from "./harness-process.js";
import { missing, title } from "./peers.js";
import { Place } from "./place.js";
import { notified } from "./rows/notify.js";

const why = missing("root", "namespaces", "libvirtd", "systemdNotify", "virtgated");

async function play(name: DaemonName, act: (place: Place) => Promise<unknown>): Promise<unknown> {
  const place = await Place.make(name);
  try {
    return await act(place);
  } finally {
    await place.remove();
  }
}

describe.skipIf(why)(title("what the service manager is told", why), () => {
  test.concurrent.each(notified.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    const peer = row.alike ? play("libvirtd", row.play) : undefined;
    const got = await play("virtgated", row.play);
    expect(got).toEqual(row.expected);
    if (peer === undefined) return;
    // libvirtd stops at the first word, and has no more than that to say of what it does.
    const { said, ...rest } = got as { said?: string[] };
    expect(await peer).toEqual(said === undefined ? rest : { ...rest, said: ["READY=1"] });
  });
});

const whyNoUnits = missing("systemdAnalyze", "virtgated");

describe.skipIf(whyNoUnits)(title("unit files", whyNoUnits), () => {
  const [program, ...words] = command("virtgated");
  const system = ["virtgated.service", "virtgated.socket", "virtgated-ro.socket", "virtgated-admin.socket"];
  const ports = ["virtgated-tcp.socket", "virtgated-tls.socket"];

  test.each([
    ["the system's", [], [], [...system, ...ports]],
    ["a user's", ["--user"], ["--user"], [...system.filter((name) => !name.includes("-ro")), ...ports]],
    [
      "virtqemud's",
      ["--daemon-name", "virtqemud"],
      [],
      system.map((name) => name.replace("virtgated", "virtqemud")),
    ],
  ])("%s are read by systemd without a word", async (_title, options, manager, names) => {
    const folder = mkdtempSync(join(tmpdir(), "virtgate-units-"));
    try {
      const env = { ...process.env, XDG_RUNTIME_DIR: folder, LC_ALL: "C" };
      const units = join(folder, "units");
      const written = await runToEnd(program!, [...words, ...options, `--print-units=${units}`], { env });
      expect(written.status).toBe(0);
      expect(readdirSync(units).sort()).toEqual([...names].sort());
      const files = names.map((name) => join(units, name));
      const verified = await runToEnd("systemd-analyze", [...manager, "verify", ...files], { env });
      expect(verified).toEqual({ stdout: "", stderr: "", status: 0 });
      const printed = await runToEnd(program!, [...words, ...options, "--print-units"], { env });
      for (const name of names) expect(printed.stdout).toContain(`/${name}\n[Unit]\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
