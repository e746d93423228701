// As strace showed them of libvirtd 9.0.0, but for an empty HOME, where ours differs on purpose.

import { expect, test } from "vitest";
import { defaultPaths } from "./paths.js";

const user = { uid: 1000, home: "/home/u" };
const cases = [
  [
    "root",
    { uid: 0, home: "/root" },
    { XDG_RUNTIME_DIR: "/x", HOME: "/y" },
    "/etc/libvirt/libvirtd.conf",
    "/run/libvirt",
    "/run/libvirtd.pid",
    "/var/log/libvirt/libvirtd.log",
  ],
  [
    "a user with a session",
    user,
    { HOME: "/h", XDG_RUNTIME_DIR: "/r" },
    "/h/.config/libvirt/libvirtd.conf",
    "/r/libvirt",
    "/r/libvirt/libvirtd.pid",
    "/h/.cache/libvirt/libvirtd.log",
  ],
  [
    "no runtime directory",
    user,
    { HOME: "/h" },
    "/h/.config/libvirt/libvirtd.conf",
    "/h/.cache/libvirt",
    "/h/.cache/libvirt/libvirtd.pid",
    "/h/.cache/libvirt/libvirtd.log",
  ],
  [
    "all XDG variables",
    user,
    { HOME: "/h", XDG_CONFIG_HOME: "/c", XDG_CACHE_HOME: "/k" },
    "/c/libvirt/libvirtd.conf",
    "/k/libvirt",
    "/k/libvirt/libvirtd.pid",
    "/k/libvirt/libvirtd.log",
  ],
  [
    "empty variables",
    user,
    { HOME: "/h", XDG_RUNTIME_DIR: "", XDG_CONFIG_HOME: "", XDG_CACHE_HOME: "" },
    "/h/.config/libvirt/libvirtd.conf",
    "/h/.cache/libvirt",
    "/h/.cache/libvirt/libvirtd.pid",
    "/h/.cache/libvirt/libvirtd.log",
  ],
  [
    "no HOME",
    user,
    {},
    "/home/u/.config/libvirt/libvirtd.conf",
    "/home/u/.cache/libvirt",
    "/home/u/.cache/libvirt/libvirtd.pid",
    "/home/u/.cache/libvirt/libvirtd.log",
  ],
  [
    "an empty HOME",
    user,
    { HOME: "" },
    "/home/u/.config/libvirt/libvirtd.conf",
    "/home/u/.cache/libvirt",
    "/home/u/.cache/libvirt/libvirtd.pid",
    "/home/u/.cache/libvirt/libvirtd.log",
  ],
] as const;

test.each(cases)("%s", (_, account, env, configFile, runDirectory, pidFile, logFile) => {
  expect(defaultPaths(account, env)).toEqual({
    privileged: account.uid === 0,
    configFile,
    configHome: account.uid === 0 ? "/etc" : configFile.replace(/\/libvirt\/libvirtd\.conf$/, ""),
    runDirectory,
    pidFile,
    logFile,
    pkiDirectory:
      account.uid === 0 ? null : `${"HOME" in env && env.HOME ? env.HOME : account.home}/.pki/libvirt`,
  });
});
