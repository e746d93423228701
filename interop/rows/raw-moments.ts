// Snapshots, checkpoints and devices by hand: what clients check themselves, but need not. See raw.ts.

import {
  absent,
  type Bytes,
  domain,
  frame,
  opened,
  present,
  test,
  text,
  uuidOfTest,
  word,
} from "./raw-frame.js";

export const rawMoments: readonly [string, Bytes[]][] = [
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
];
