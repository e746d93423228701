// Descriptors that clients pass. Every program of a row has 0, 1 and 2 open.
import type { Row } from "./table.js";

const many = (count: number) => Array(count).fill(1).join();

/** With a host that passes them: over unix sockets. */
export const passFds: Row[] = [
  "destroy test; start test --pass-fds 1; domstate test --reason; start test --pass-fds 1",
  "destroy test; start test --pass-fds 0,1,2,1 --force-boot; list; domid test",
  "destroy test; start test --pass-fds 1 --paused; start test --pass-fds 1 --autodestroy; list --all",
  "create web.xml --pass-fds 2,1; list; create web.xml --pass-fds 1; suspend web; destroy web; list --all",
  "create web.xml --pass-fds 1 --paused; create web.xml --pass-fds 1 --validate; list",
  `destroy test; start test --pass-fds ${many(32)}; destroy test; start test --pass-fds ${many(33)}; list --all`,
  "destroy test; start test --pass-fds 987654; create web.xml --pass-fds 1,987654; list --all",
  "destroy test; start test --pass-fds -1; start test --pass-fds -1 --force-boot; start test --pass-fds 99999999999",
  "destroy test; start test --pass-fds x; start test --pass-fds 1,; start test --pass-fds ,; start test --pass-fds 0x1",
  "create web.xml --pass-fds x; create nosuch.xml --pass-fds x; create garbage.xml --pass-fds 1; list",
  ["start", "nosuch", "--pass-fds", "x"],
  ["start", "test", "--pass-fds"],
  "destroy test; start test --pass-fds ''; start test --pass-fds '1 '; start test --pass-fds ' 1'; list",
  // No driver here has these, but who says so, and in which words, depends on what was passed.
  ...["a 0", "a ''", "a x", "a 987654", "a 0,1 --seclabel-writable --seclabel-restore", "'' 0", "a 0,,1"].map(
    (words) => `dom-fd-associate test ${words}`,
  ),
  "dom-fd-associate nosuch a x",
  ...["1 info", "x info", "'' info", "987654 info", "1 --hmp info"].map(
    (words) => `qemu-monitor-command test --pass-fds ${words}`,
  ),
  "qemu-monitor-command nosuch --pass-fds x info",
];
