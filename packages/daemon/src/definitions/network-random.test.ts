/** Documents that nobody would write: each is refused with an error, or written and then read as it was written. */
import { LibvirtError } from "@virtgate/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatInterface } from "./interface/definition.js";
import { parseInterface } from "./interface/parse.js";
import { MAX_XML_ELEMENTS } from "./limits.js";
import { formatNetwork } from "./network/format.js";
import { parseNetwork } from "./network/parse.js";
import { updateNetwork } from "./network/update.js";
import { element, type XmlElement } from "./xml-tree.js";
import { writeXml } from "./xml-write.js";

const context = { random: (count: number) => new Uint8Array(count).fill(0xaa) };

const list = (text: string) => text.split(" ");

const words = {
  network: list(
    "forward nat address port interface pf driver bridge mac mtu domain dns host hostname txt srv forwarder ip dhcp range lease bootp tftp route virtualport parameters portgroup vlan tag bandwidth inbound outbound metadata",
  ),
  interface: list(
    "start mtu protocol ip route dhcp autoconf link mac bridge bond vlan interface miimon arpmon",
  ),
};
const attributes = list(
  "mode dev name ip mac start end address netmask prefix family type id value service protocol target port gateway size stp delay trunk average floor expiry unit enable addr freq interval tag state speed default",
);
const values = [
  ...list(
    "yes no on off nat bridge route hostdev eth0 10.0.0.1 10.0.0.9 ::1 24 ipv4 ipv6 pci 5 -1 52:54:00:00:00:01 openvswitch ethernet vlan bond 255.255.255.0 999999999999999999999 hours",
  ),
  ...["", "a&b'\"<"],
];

function tree(names: readonly string[]): fc.Arbitrary<XmlElement> {
  return fc.letrec<{ node: XmlElement }>((tie) => ({
    node: fc
      .tuple(
        fc.constantFrom(...names),
        fc.dictionary(fc.constantFrom(...attributes), fc.constantFrom(...values), { maxKeys: 4 }),
        fc.oneof({ depthSize: "small" }, fc.constant([]), fc.array(tie("node"), { maxLength: 5 })),
      )
      .map(([name, given, children]) => element(name, given, children)),
  })).node;
}

/** Undefined when it is refused. */
function attempt(work: () => string): string | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof LibvirtError) return undefined;
    throw error;
  }
}

const documents = (
  root: string,
  names: readonly string[],
  own: Record<string, string>,
  first: XmlElement[],
) =>
  fc
    .array(tree(names), { maxLength: 8 })
    .map((children) => writeXml(element(root, own, [...first, ...children])));

const rewriteNetwork = (xml: string) => formatNetwork(parseNetwork(xml, context));
const rewriteInterface = (xml: string) => formatInterface(parseInterface(xml, context));

const network = documents("network", words.network, {}, [element("name", {}, ["n"])]);

const interfaces = ["ethernet", "bridge", "bond", "vlan"].map((type) => {
  const inside = element("interface", { name: "eth0", type: "ethernet" });
  const first = type === "ethernet" ? [] : [element(type, { tag: "5" }, [inside])];
  const own = documents("interface", words.interface, { type, name: "i" }, first);
  return [`interface ${type}`, own, rewriteInterface] as const;
});

describe.each([["network", network, rewriteNetwork] as const, ...interfaces])(
  "%s",
  { timeout: 60_000 },
  (_name, documentsOfKind, rewrite) => {
    test("what is written is read and written again", () => {
      let accepted = 0;
      fc.assert(
        fc.property(documentsOfKind, (xml) => {
          const first = attempt(() => rewrite(xml));
          if (first === undefined) return;
          accepted++;
          // libvirt itself forgets some things the second time, and nothing after that.
          const second = rewrite(first);
          expect(rewrite(second)).toBe(second);
        }),
        { seed: 20, numRuns: 400 },
      );
      expect(accepted).toBeGreaterThan(20);
    });
  },
);

describe("updates", { timeout: 60_000 }, () => {
  test("any update of any section is refused or leaves a network that can be read", () => {
    const update = fc.record({
      command: fc.integer({ min: 0, max: 6 }),
      section: fc.integer({ min: 0, max: 14 }),
      parentIndex: fc.integer({ min: -2, max: 3 }),
      inactive: fc.boolean(),
      xml: tree([...words.network, "interface"]).map((one) => writeXml(one)),
    });
    fc.assert(
      fc.property(network, fc.array(update, { maxLength: 4 }), (xml, updates) => {
        const made = attempt(() => {
          let one = parseNetwork(xml, context);
          for (const change of updates) {
            const [old, text] = [one, formatNetwork(one)];
            attempt(() => {
              one = updateNetwork(one, change, context);
              return "";
            });
            // A definition is never changed, be the update good or bad.
            expect(formatNetwork(old)).toBe(text);
          }
          return formatNetwork(one);
        });
        if (made !== undefined) rewriteNetwork(made);
      }),
      { seed: 21, numRuns: 400 },
    );
  });
});

describe("hostile documents", { timeout: 60_000 }, () => {
  test("updates do not make a network larger than a definition may be", () => {
    const tags = "<tag id='1'/>".repeat(MAX_XML_ELEMENTS / 2);
    const group = (name: string) => ({
      command: 3,
      section: 9,
      parentIndex: -1,
      inactive: true,
      xml: `<portgroup name='${name}'><vlan>${tags}</vlan></portgroup>`,
    });
    const first = updateNetwork(
      parseNetwork("<network><name>n</name></network>", context),
      group("a"),
      context,
    );
    expect(() => updateNetwork(first, group("b"), context)).toThrow("would have more than");
  });

  const many = (count: number, part: string) =>
    `<network><name>n</name><forward mode='bridge'>${part.repeat(count)}</forward></network>`;
  test("a device a hundred thousand times", () => {
    expect(() => parseNetwork(many(MAX_XML_ELEMENTS, "<interface dev='a'/>"), context)).toThrow(LibvirtError);
  });
  test("fifty thousand devices", () => {
    const part = Array.from({ length: 50_000 }, (_, at) => `<interface dev='e${at}'/>`).join("");
    expect(rewriteNetwork(many(1, part)).split("\n").length).toBeGreaterThan(50_000);
  });
  test("a bridge of bridges does not go deep", () => {
    const deep = "<interface type='bond' name='b'><bond>".repeat(100) + "</bond></interface>".repeat(100);
    expect(() => parseInterface(deep, context)).toThrow("unsupported type 'bond'");
  });
});
