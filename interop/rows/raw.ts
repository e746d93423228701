// Frames written by hand, good and bad. Each row is a conversation on a connection of its own; both daemons must
// answer with the same bytes, keep silent alike, or hang up alike.

type Bytes = Uint8Array;

/** Opens test:///default first. */
const opened = (...frames: Bytes[]) => [authList(), open("test:///default"), ...frames];

const remote = 0x20008086;
const qemu = 0x20008087;
const keepalive = 0x6b656570;

const word = (value: number): Bytes => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};
const text = (value: string): Bytes => {
  const bytes = Buffer.from(value);
  return Buffer.concat([word(bytes.length), bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
};
const present = (...parts: Bytes[]) => Buffer.concat([word(1), ...parts]);
const absent = word(0);

interface Fields {
  program?: number;
  version?: number;
  type?: number;
  serial?: number;
  status?: number;
  /** What the length word says, when it lies. */
  length?: number;
}

let nextSerial = 1;

/** One frame: the length word, the six words of the header, the payload. */
function frame(procedure: number, payload: Bytes[] = [], fields: Fields = {}): Bytes {
  const { program = remote, version = 1, type = 0, serial = nextSerial++, status = 0 } = fields;
  const body = Buffer.concat([...[program, version, procedure, type, serial, status].map(word), ...payload]);
  return Buffer.concat([word(fields.length ?? body.length + 4), body]);
}

const authList = (fields: Fields = {}) => frame(66, [], fields);
const open = (uri: string, flags = 0) => frame(1, [present(text(uri)), word(flags)]);
const close = () => frame(2);

const uuidOfTest = Buffer.from("6695eb01f6a4830479aa97f2502e193f", "hex");
const domain = (name: string, uuid: Bytes = uuidOfTest, id = 1) =>
  Buffer.concat([text(name), uuid, word(id)]);
const test = domain("test");

export const raw: readonly [string, Bytes[]][] = [
  // the connection's beginning and end
  ["sign-in list", [authList()]],
  ["sign-in list twice", [authList(), authList()]],
  ["open without the sign-in list", [open("test:///default")]],
  ["open twice", opened(open("test:///default"))],
  ["open with flags nobody knows", [authList(), open("test:///default", 0xff0)]],
  ["open read-only", [authList(), open("test:///default", 1), frame(34, [test])]],
  ["open a bad name", [authList(), open("foo:///default")]],
  ["open a bad path", [authList(), open("test:///nosuch/file.xml")]],
  ["open test without a path", [authList(), open("test://")]],
  ["open after a refused open", [authList(), open("foo:///x"), open("test:///default")]],
  ["close before open", [authList(), close()]],
  ["close, then a call", opened(close(), frame(59))],
  ["a call before open", [authList(), frame(59)]],
  ["library version before open", [authList(), frame(157)]],
  ["features before open", [frame(60, [word(10)]), frame(60, [word(14)])]],
  // without 8: libvirtd passes file descriptors, which Node cannot
  [
    "features",
    opened(
      ...[1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 0, 99].map((bit) => frame(60, [word(bit)])),
    ),
  ],
  ["register and unregister a close callback", opened(frame(360), frame(361))],
  ["unregister what was not registered", opened(frame(361))],

  // sign-in that nobody asked for
  ["SASL when there is none", [authList(), frame(67)]],
  ["SASL start when there is none", [authList(), frame(68, [text("PLAIN"), word(1), word(0)])]],

  // headers
  ["a program nobody knows", [frame(1, [], { program: 0x12345678 })]],
  ["another version", [frame(66, [], { version: 2 })]],
  ["procedure 0", [frame(0)]],
  ["procedure 9999", [frame(9999)]],
  ["procedure -1", [frame(-1)]],
  ["a call of an event", opened(frame(107), frame(318))],
  ["an unknown procedure of the qemu program", opened(frame(77, [], { program: qemu }))],
  ["a call of the lxc program", opened(frame(1, [], { program: 0x00068000 }))],
  ["a call of the admin program", opened(frame(1, [], { program: 0x06900690 }))],
  ["a call with status error", opened(frame(59, [], { status: 1 }))],
  ["a call with status continue", opened(frame(59, [], { status: 2 }))],
  ["a call with status 77", opened(frame(59, [], { status: 77 }))],
  ...[1, 2, 3, 5, 6, 7, 99].map((type): [string, Bytes[]] => [
    `type ${type}, then a good call`,
    opened(frame(59, [], { type }), frame(59)),
  ]),
  ["call with file descriptors", opened(frame(59, [word(0)], { type: 4 }))],
  [
    "a stream packet for a stream that is not there",
    opened(frame(211, [Buffer.from("data")], { type: 3, serial: 77, status: 2 }), frame(59)),
  ],
  ["serial 0 and the largest", opened(frame(59, [], { serial: 0 }), frame(59, [], { serial: 0xffffffff }))],
  ["the same serial twice", opened(frame(59, [], { serial: 9 }), frame(59, [], { serial: 9 }))],

  // lengths
  ...[0, 1, 4, 5, 27, 28 + 33554432 + 9, 0x7fffffff, 0xffffffff].map((length): [string, Bytes[]] => [
    `length word ${length}`,
    [frame(66, [], { length })],
  ]),
  ["a header cut short", [Buffer.concat([word(20), Buffer.alloc(16)])]],
  ["a frame of zeros", [Buffer.alloc(28)]],
  ["text instead of a frame", [Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]],

  // keepalive
  ["ping before sign-in", [frame(1, [], { program: keepalive, type: 2, serial: 0 })]],
  ["ping as a call", [frame(1, [], { program: keepalive })]],
  ["an unknown keepalive procedure", [frame(9, [], { program: keepalive, type: 2 }), authList()]],
  ["pong nobody asked for", [frame(2, [], { program: keepalive, type: 2 }), authList()]],
  ["ping of another version", [frame(1, [], { program: keepalive, version: 2, type: 2 }), authList()]],

  // arguments; virtgated also refuses dirty padding and flags of optional values that are neither 0 nor 1, which
  // libvirtd lets through
  ["numbers of a domain", opened(frame(17, [test]), frame(18, [test]), frame(19, [test]), frame(15, [test]))],
  ["no arguments", opened(frame(16))],
  ["a name cut short", opened(frame(16, [word(4), Buffer.from("te")]))],
  ["a name longer than the frame", opened(frame(16, [word(400), Buffer.from("test")]))],
  ["a name longer than allowed", opened(frame(16, [word(0x7fffffff), Buffer.from("test")]))],
  ["bytes after the arguments", opened(frame(59, [Buffer.alloc(64)]))],
  ["a name that is not UTF-8", opened(frame(23, [word(2), Buffer.from([0xff, 0xfe, 0, 0])]))],
  ["a name with a zero byte", opened(frame(23, [word(5), Buffer.from("te\0st\0\0\0")]))],
  ["negative maxids", opened(frame(37, [word(-1)]))],
  ["too many maxids", opened(frame(37, [word(16385)]))],
  ["maxids 0", opened(frame(37, [word(0)]))],
  ["list flags nobody knows", opened(frame(273, [word(1), word(0xffffffff)]))],
  ["only the number of domains", opened(frame(273, [word(0), word(0)]))],

  // objects
  ["a domain that is not there", opened(frame(16, [domain("nosuch", Buffer.alloc(16), 7)]))],
  [
    "the right uuid, another name",
    opened(frame(15, [domain("other", uuidOfTest, 1)]), frame(212, [domain("other"), word(0)])),
  ],
  ["the right name, another uuid", opened(frame(212, [domain("test", Buffer.alloc(16, 1)), word(0)]))],
  ["another id", opened(frame(212, [domain("test", uuidOfTest, 42), word(0)]))],
  [
    "look-ups",
    opened(
      frame(23, [text("test")]),
      frame(24, [uuidOfTest]),
      frame(22, [word(1)]),
      frame(23, [text("no")]),
      frame(24, [Buffer.alloc(16)]),
      frame(22, [word(5)]),
    ),
  ],
  [
    "lists",
    opened(
      frame(37, [word(10)]),
      frame(51),
      frame(21, [word(10)]),
      frame(25),
      frame(273, [word(1), word(0)]),
    ),
  ],
  [
    "life",
    opened(
      frame(34, [test]),
      frame(34, [test]),
      frame(28, [test]),
      frame(28, [test]),
      frame(12, [test]),
      frame(12, [test]),
      frame(9, [test]),
    ),
  ],
  ["states", opened(frame(212, [test, word(0)]), frame(212, [test, word(1)]))],
  ["xml flags nobody knows", opened(frame(14, [test, word(0x80000000)]))],
  [
    "events registered twice",
    opened(
      frame(316, [word(0), absent]),
      frame(316, [word(0), absent]),
      frame(317, [word(0)]),
      frame(317, [word(0)]),
      frame(317, [word(9)]),
    ),
  ],
  ["an event kind nobody knows", opened(frame(316, [word(99), absent]), frame(316, [word(-1), absent]))],
  ["events the old way", opened(frame(105), frame(105), frame(34, [test]), frame(106), frame(106))],
  ["an event arrives", opened(frame(316, [word(0), absent]), frame(34, [test]))],
  [
    "an event of one domain",
    opened(frame(316, [word(0), present(test)]), frame(34, [test]), frame(28, [test])),
  ],
  [
    "what the driver does not have",
    opened(frame(418, [test, word(0), word(0)]), frame(228, [word(0), word(-1), word(0)]), frame(418)),
  ],

  // what clients do themselves, but need not: snapshots, checkpoints and devices
  [
    "snapshots asked for too much",
    opened(
      frame(188, [test, word(16_385), word(0)]),
      frame(188, [test, word(-1), word(0)]),
      frame(247, [text("s"), test, word(16_385), word(0)]),
      frame(187, [test, word(0x8000)]),
    ),
  ],
  [
    "snapshots with flags that exclude each other",
    opened(
      ...[2, 5, 9, 3].map((flags) => frame(185, [test, text("<domainsnapshot/>"), word(flags)])),
      frame(192, [text("s"), test, word(3)]),
      frame(193, [text("s"), test, word(5)]),
      frame(193, [text("s"), test, word(0)]),
    ),
  ],
  [
    "checkpoints with flags that exclude each other",
    opened(
      ...[3, 4, 5].map((flags) => frame(411, [test, text("<domaincheckpoint/>"), word(flags)])),
      frame(417, [text("s"), test, word(5)]),
      frame(412, [text("s"), test, word(16)]),
    ),
  ],
  [
    "a snapshot and its kin",
    opened(
      frame(185, [test, text("<domainsnapshot><name>s</name></domainsnapshot>"), word(0)]),
      frame(274, [test, word(0), word(0)]),
      frame(274, [test, word(1), word(0)]),
      frame(191, [domain("whatever", uuidOfTest, 7), word(0)]),
      frame(189, [domain("whatever", uuidOfTest, 7), text("s"), word(0)]),
      frame(244, [text("s"), test, word(0)]),
      frame(185, [test, text("<domainsnapshot><name>t</name></domainsnapshot>"), word(8)]),
      frame(244, [text("t"), test, word(0)]),
    ),
  ],
  [
    "devices",
    opened(
      frame(111, [absent, word(0)]),
      frame(111, [present(text("system")), word(0)]),
      frame(112, [present(text("system")), word(65_537), word(0)]),
      frame(112, [present(text("system")), word(-1), word(0)]),
      frame(112, [present(text("system")), word(0), word(0)]),
      frame(113, [text("computer")]),
      frame(115, [text("computer")]),
      frame(115, [text("nosuch")]),
      frame(117, [text("computer"), word(65_537)]),
      frame(117, [text("computer"), word(0)]),
      frame(120, [text("nosuch")]),
      frame(120, [text("computer")]),
      frame(124, [text("computer")]),
      frame(285, [word(0), word(1)]),
      frame(297, [text("2000000012341234"), text("1000000012341234"), word(0)]),
      frame(301, [text("computer"), absent, word(0)]),
      frame(428, [text("<device/>"), word(0)]),
      frame(435, [text("computer")]),
    ),
  ],
  ...["nosuch", "computer"].map((name): [string, Bytes[]] => [
    `every call about the device ${name}`,
    opened(
      frame(114, [text(name), word(0)]),
      ...[115, 116].map((call) => frame(call, [text(name)])),
      frame(117, [text(name), word(5)]),
      ...[118, 119, 120, 124].map((call) => frame(call, [text(name)])),
      frame(301, [text(name), absent, word(0)]),
      ...[429, 430].map((call) => frame(call, [text(name), word(0)])),
      frame(433, [text(name)]),
      frame(434, [text(name), word(1)]),
      ...[435, 436].map((call) => frame(call, [text(name)])),
    ),
  ]),
  [
    "events of devices",
    opened(
      frame(374, [word(0), absent]),
      frame(374, [word(0), absent]),
      frame(374, [word(0), present(text("computer"))]),
      frame(374, [word(1), present(text("nosuch"))]),
      frame(374, [word(2), absent]),
      frame(374, [word(-1), absent]),
      frame(375, [word(0)]),
      frame(375, [word(0)]),
      frame(375, [word(77)]),
    ),
  ],

  // pieces
  ["two calls in one piece", [Buffer.concat([authList(), open("test:///default")])]],
];

/**
 * libvirtd forgets to set an error here, and answers with the last one of whichever of its threads it was: known only as
 * long as there has been none.
 */
export const rawWhenFresh: typeof raw = [["polkit when there is none", [authList(), frame(70)]]];
