// How daemons that ask for SASL begin, what their SASL files may say, and how many strangers they bear.
import { execFileSync } from "node:child_process";
import { decode, MessageStatus, payloadOffset, remote } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import type { DaemonName } from "./harness.js";
import { missing, title } from "./peers.js";
import { Place } from "./place.js";
import { plainLog } from "./plain-log.js";
import { type SaslFileRow, saslFiles } from "./rows/sasl-starting.js";
import { subjectName } from "./subjects.js";
import { WireClient } from "./wire.js";

const why = missing("root", "namespaces", "libvirtd", "saslSample", "virtgated");

const asksSasl = 'auth_unix_rw = "sasl"\nauth_unix_ro = "sasl"\nauth_tcp = "sasl"';
const { authList, authSaslInit, authSaslStart, connectOpen } = remote.calls;
const openTest = { name: "test:///default", flags: 0 };

async function inPlace<T>(name: DaemonName, play: (place: Place) => Promise<T>, more = ""): Promise<T> {
  const place = await Place.make(name, `${more}\n${asksSasl}`);
  try {
    execFileSync(
      "/usr/sbin/saslpasswd2",
      ["-p", "-c", "-f", place.path("passwd.db"), "-a", "libvirt", "fred"],
      {
        input: "secret1",
      },
    );
    return await play(place);
  } finally {
    await place.remove();
  }
}

const write = (place: Place, text: string) =>
  place.write("sasl2/libvirt.conf", text.replaceAll("FOLDER", place.folder));

async function offer(place: string | number): Promise<string> {
  const client = await WireClient.connect(place);
  const heard = await client.ask(authSaslInit, {});
  client.close();
  if (heard?.header.status !== MessageStatus.ok) return heard === undefined ? "closed" : "refused";
  return decode(authSaslInit.ret, heard.packet.slice(payloadOffset)).mechlist;
}

function plain(password: string) {
  return {
    mech: "PLAIN",
    nil: 0,
    data: Array.from(Buffer.from(`\0fred\0${password}`)),
  };
}

describe.skipIf(why)(title("SASL begins as libvirtd's", why), () => {
  const both = <T>(play: (place: Place) => Promise<T>, more?: string): Promise<[T, T]> =>
    Promise.all([inPlace("libvirtd", play, more), inPlace(subjectName, play, more)]);

  test.each(saslFiles.map((row) => [JSON.stringify(row.text), row] as const))(
    "%s",
    async (_title, row: SaslFileRow) => {
      const [expected, got] = await both(async (place) => {
        write(place, row.text);
        const daemon = place.start();
        const outcome = await Promise.race([daemon.ready().then(() => "ready"), daemon.ended]);
        if (typeof outcome !== "string") {
          const error = plainLog(place.log() || outcome.text, place.folder)
            .split("\n")
            .find((line) => line.includes("SASL"));
          return [outcome.status, error];
        }
        return [await offer(place.socket), await offer(place.port)];
      });
      expect(got).toEqual(expected);
    },
  );

  test("SASL_CONF_PATH names the directories of the SASL file, and the first that has one counts", async () => {
    const [expected, got] = await both(async (place) => {
      write(place, "mech_list: plain\n");
      place.write("lib/libvirt.conf", "mech_list: scram-sha-1\n");
      await place.run({
        environment: { SASL_CONF_PATH: `${place.folder}/cache:${place.folder}/lib:/etc/sasl2` },
      });
      return offer(place.socket);
    });
    expect(expected).toBe("SCRAM-SHA-1");
    expect(got).toBe(expected);
  });

  test("without any SASL file ANONYMOUS is not offered", async () => {
    const offers = await inPlace(subjectName, async (place) => {
      await place.run();
      return [await offer(place.socket), await offer(place.port)];
    });
    if (subjectName === "libvirtd") return;
    expect(offers[0]).toMatch(/SCRAM-SHA-512,SCRAM-SHA-256,SCRAM-SHA-1,DIGEST-MD5,PLAIN$/);
    expect(offers[1]).toMatch(/DIGEST-MD5$/);
  });

  test("strangers have so many places, until one of them has signed in", async () => {
    const [expected, got] = await both(async (place) => {
      write(place, "mech_list: plain\nsasldb_path: FOLDER/passwd.db\n");
      await place.run();
      const seen: string[] = [];
      const first = await WireClient.connect(place.socket);
      const second = await WireClient.connect(place.socket);
      for (const client of [first, second]) await client.ask(authSaslInit, {});
      const third = await WireClient.connect(place.socket);
      const asked = third.call(authList, {});
      seen.push(`a third: ${(await third.reply(asked, 200)) === undefined ? "waits" : "is served"}`);
      await first.ask(authSaslStart, plain("wrong"));
      seen.push(`after a refusal: ${(await third.reply(asked, 200)) === undefined ? "waits" : "is served"}`);
      await second.ask(authSaslStart, plain("secret1"));
      await second.ask(connectOpen, openTest);
      seen.push(`after a success: ${(await third.reply(asked)) === undefined ? "waits" : "is served"}`);
      for (const client of [first, second, third]) client.close();
      return seen;
    }, "max_anonymous_clients = 2");
    expect(expected).toEqual(["a third: waits", "after a refusal: waits", "after a success: is served"]);
    expect(got).toEqual(expected);
  });
});

describe.skipIf(why ?? (subjectName === "libvirtd" ? "ours alone" : undefined))("SIGHUP", () => {
  test("reads the SASL file again, and keeps the old one when it is broken", async () => {
    await inPlace("virtgated", async (place) => {
      write(place, "mech_list: plain\nsasldb_path: FOLDER/passwd.db\n");
      const daemon = await place.run();
      expect(await offer(place.socket)).toBe("PLAIN");
      write(place, "nonsense\n");
      daemon.signal("SIGHUP");
      const line = await place.logged("the old SASL configuration stays in force");
      expect(line).toContain('line 1: expected "key: value"');
      expect(await offer(place.socket)).toBe("PLAIN");
      write(place, "mech_list: scram-sha-256\nsasldb_path: FOLDER/nowhere.db\nauxprop_plugin: sql\n");
      daemon.signal("SIGHUP");
      await place.logged("auxprop_plugin: only sasldb is available");
      expect(await offer(place.socket)).toBe("SCRAM-SHA-256");
    });
  });

  test("reads sasl_allowed_username_list again", async () => {
    await inPlace("virtgated", async (place) => {
      write(place, "mech_list: plain\nsasldb_path: FOLDER/passwd.db\nvirtgate_max_wait: 0\n");
      const daemon = await place.run();
      const isIn = async () => {
        const client = await WireClient.connect(place.socket);
        await client.ask(authSaslInit, {});
        await client.ask(authSaslStart, plain("secret1"));
        const opened = await client.ask(connectOpen, openTest);
        client.close();
        return opened?.header.status === 0;
      };
      expect(await isIn()).toBe(true);
      place.configure(`sasl_allowed_username_list = [ "joe" ]\n${asksSasl}`);
      daemon.signal("SIGHUP");
      let still = true;
      for (let i = 0; i < 100 && still; i++) still = await isIn();
      expect(still).toBe(false);
      expect(await place.logged("not allowed by ACL")).toContain(
        "SASL client identity 'fred' not allowed by ACL",
      );
    });
  });
});
