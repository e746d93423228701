// TLS clients in numbers with libvirtd and virtgated beside each other; and certificates that change under way.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DaemonName } from "./harness.js";
import { missing, title } from "./peers.js";
import { alikeScenes, ourScenes, type TlsScene } from "./rows/tls-scenes.js";
import { subjectName } from "./subjects.js";
import { startTlsDaemon } from "./tls-daemons.js";
import { TlsPki } from "./tls-pki.js";

const why = missing("root", "namespaces", "libvirtd", "certtool", "openssl", "virtgated");

describe.skipIf(why)(title("TLS, while it lasts", why), () => {
  let pki: TlsPki;
  beforeAll(async () => {
    pki = await TlsPki.make();
  });
  afterAll(() => pki?.remove());

  async function playWith(name: DaemonName, { setup, play }: TlsScene): Promise<unknown> {
    const daemon = await startTlsDaemon(name, pki, setup);
    try {
      return await play(daemon, pki);
    } finally {
      await daemon.stop();
    }
  }

  test.concurrent.each(alikeScenes.map((scene) => [scene.title, scene] as const))(
    "%s",
    async (_title, scene) => {
      const [expected, got] = await Promise.all([playWith("libvirtd", scene), playWith(subjectName, scene)]);
      expect(got).toEqual(expected);
    },
  );

  test.concurrent.each(ourScenes.map((scene) => [scene.title, scene] as const))(
    "virtgated: %s",
    async (_title, scene) => {
      expect(await playWith("virtgated", scene)).toEqual(scene.expected);
    },
  );
});
