// The names of users and groups, from every source that nsswitch.conf names.

import { execFile } from "node:child_process";

/** The name of a user; undefined when there is none. */
export const userName = (uid: number): Promise<string | undefined> => nameOf("passwd", uid);

/** The name of a group; undefined when there is none. */
export const groupName = (gid: number): Promise<string | undefined> => nameOf("group", gid);

/** A source that does not answer, as a server may, is not waited for any longer. */
const patienceMs = 5000;

function nameOf(base: "passwd" | "group", id: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("getent", [base, String(id)], { timeout: patienceMs }, (problem, stdout) => {
      const name = problem === null ? stdout.split(":")[0] : undefined;
      resolve(name === "" ? undefined : name);
    });
  });
}
