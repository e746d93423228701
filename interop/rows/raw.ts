// Frames written by hand, good and bad. Each row is a conversation on a connection of its own; both daemons must
// answer with the same bytes, keep silent alike, or hang up alike.

import {
  absent,
  authList,
  type Bytes,
  close,
  domain,
  frame,
  keepalive,
  open,
  opened,
  present,
  qemu,
  test,
  text,
  uuidOfTest,
  word,
} from "./raw-frame.js";

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

  // pieces
  ["two calls in one piece", [Buffer.concat([authList(), open("test:///default")])]],
];

/**
 * libvirtd forgets to set an error here, and answers with the last one of whichever of its threads it was: known only as
 * long as there has been none.
 */
export const rawWhenFresh: typeof raw = [["polkit when there is none", [authList(), frame(70)]]];
