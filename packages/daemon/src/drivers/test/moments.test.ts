// What libvirt 9.0.0 made of documents of snapshots and checkpoints for the running domain of test:///default, each
// alone: `### flags document`, then `=> taken` and its document afterwards, or `=> code domain message`.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LibvirtError } from "@virtgate/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MomentRef } from "../domain-snapshot-driver.js";
import type { DomainRef } from "../driver.js";
import { defaultHypervisor } from "./default.js";
import type { TestHypervisor } from "./hypervisor.js";

const read = (name: string) => readFileSync(new URL(`moment-vectors/${name}.txt`, import.meta.url), "utf8");

const rows = (name: string) =>
  read(name)
    .split(/^### /m)
    .slice(1)
    .map((block) => {
      const [, flags = "", document = "", answer = ""] = /^(\d+) ([^\n]*)\n=> (.*)$/s.exec(block) ?? [];
      return { flags: Number(flags), document, answer };
    });

let host: TestHypervisor;
let dom: DomainRef;
beforeEach(() => {
  host = defaultHypervisor(() => {});
  dom = host.domains.lookupByName("test") as DomainRef;
});

const seconds = (text: string) => text.replace(/\b1[7-9]\d{8}\b/g, "SECONDS");

async function outcome(take: () => unknown, xml: (moment: MomentRef) => unknown): Promise<string> {
  try {
    return `taken\n${seconds(String(xml((await take()) as MomentRef)))}`;
  } catch (thrown) {
    if (!(thrown instanceof LibvirtError)) throw thrown;
    return `${thrown.code} ${thrown.domain} ${thrown.message}\n`;
  }
}

describe("snapshots", () => {
  test.each(rows("snapshots"))("$flags $document", async ({ flags, document, answer }) => {
    const { snapshots } = host;
    const got = await outcome(
      () => snapshots.createXml(dom, document, flags),
      (snapshot) => snapshots.xml(snapshot, 0),
    );
    expect(got).toBe(answer);
  });

  test.each(rows("snapshots").filter(({ answer }) => answer.startsWith("taken")))(
    "put back as it was: $document",
    async ({ flags, document }) => {
      const { snapshots } = host;
      const snapshot = await snapshots.createXml(dom, document, flags);
      const xml = snapshots.xml(snapshot, 1) as string;
      snapshots.delete(snapshot, 0);
      // What knows no domain, or has no time, says too little.
      if (!xml.includes("<domain type=") || !xml.includes("<creationTime>")) return;
      await snapshots.createXml(dom, xml, 1);
      expect(snapshots.xml(snapshot, 1)).toBe(xml);
    },
  );
});

describe("checkpoints", () => {
  test.each(rows("checkpoints"))("$flags $document", async ({ flags, document, answer }) => {
    const { checkpoints } = host;
    const got = await outcome(
      () => checkpoints.createXml(dom, document, flags),
      (checkpoint) => checkpoints.xml(checkpoint, 2),
    );
    expect(got).toBe(answer);
  });
});

describe("hostile documents", () => {
  const deep = "<a>".repeat(300) + "</a>".repeat(300);
  const rows: readonly (readonly [string, string])[] = [
    ["deep", `<domainsnapshot>${deep}</domainsnapshot>`],
    [
      "an entity bomb",
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><domainsnapshot><name>&b;</name></domainsnapshot>',
    ],
    ["many disks", `<domainsnapshot><disks>${"<disk name='vda'/>".repeat(90_000)}</disks></domainsnapshot>`],
    ["long", `<domainsnapshot><description>${"x".repeat(5_000_000)}</description></domainsnapshot>`],
  ];
  test.each(rows)("%s", (_title, xml) => {
    for (const kind of [host.snapshots, host.checkpoints]) {
      const document = kind === host.snapshots ? xml : xml.replaceAll("domainsnapshot", "domaincheckpoint");
      expect(() => kind.createXml(dom, document, 0)).toThrow(LibvirtError);
    }
  });
});

afterEach(() => expect(host.domains.lookupByName("test")).toBeDefined());

describe("files for external snapshots", () => {
  const image = join(tmpdir(), `virtgate-image-${process.pid}.qcow2`);
  const web = `<domain type='test'><name>web</name><memory>65536</memory><os><type>hvm</type></os><devices><disk type='file'><source file='${image}'/><target dev='vda'/></disk></devices></domain>`;
  const outside = "<domainsnapshot><name>s</name><memory file='/mem'/></domainsnapshot>";

  test("are named beside an image that is a file", async () => {
    const ref = (await host.domains.define(web, 0)) as DomainRef;
    await expect(Promise.resolve(host.snapshots.createXml(ref, outside, 0))).rejects.toThrow(
      "is not a regular file",
    );
    writeFileSync(image, "");
    try {
      const snapshot = await host.snapshots.createXml(ref, outside, 0);
      expect(host.snapshots.xml(snapshot, 0)).toContain(`<source file='${image.replace(".qcow2", ".s")}'/>`);
    } finally {
      rmSync(image);
    }
  });

  test("a domain that has gone meanwhile has no snapshot", async () => {
    const ref = (await host.domains.define(web, 0)) as DomainRef;
    const taking = Promise.resolve(host.snapshots.createXml(ref, outside, 0));
    await host.domains.undefine(ref, 0);
    await expect(taking).rejects.toThrow("no domain with matching uuid");
  });
});
