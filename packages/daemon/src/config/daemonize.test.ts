import { buildSync } from "esbuild";
import { expect, test } from "vitest";
import { daemonize, readinessPipe } from "./daemonize.js";

/** A daemon of one line of shell, which finds the pipe as descriptor 3. */
const daemon = (script: string, withinMs?: number) =>
  daemonize(
    ["sh", "-c", script],
    { PATH: process.env.PATH },
    "/the/log",
    withinMs === undefined ? {} : { readyWithinMs: withinMs },
  );

const problem = (reason: string) => ({
  exitStatus: 1,
  problem: `error: ${reason}. Check /the/log or run without --daemon for more info.`,
});

test.each([
  ["ready", "printf '\\0' >&3; exec 3>&-", { exitStatus: 0, problem: null }],
  ["pid file", "printf '\\1' >&3; exit 1", problem("Unable to obtain pidfile")],
  ["run directory", "printf '\\2' >&3; exit 2", problem("Unable to create rundir")],
  ["limits", "printf '\\3' >&3; exit 3", problem("Unable to initialize libvirt")],
  ["sockets", "printf '\\6' >&3; exit 6", problem("Unable to initialize network sockets")],
  ["died with a status", "exit 6", problem("Unable to initialize network sockets")],
  ["left without a word", "exit 0", problem("The daemon ended before it was ready")],
  ["killed", "kill -KILL $$", problem("The daemon ended before it was ready")],
])("%s", async (_, script, expected) => {
  expect(await daemon(script)).toEqual(expected);
});

test("one that hangs is ended", async () => {
  expect(await daemon("exec sleep 60", 200)).toEqual(problem("The daemon ended before it was ready"));
});

test("a program that is not there", async () => {
  expect(await daemonize(["/nonexist"], {}, "/the/log")).toEqual(
    problem("The daemon ended before it was ready"),
  );
});

test("it has a session of its own and no terminal", async () => {
  // Its session's leader is itself, and its input and output lead nowhere.
  const script = `read -r pid _ _ _ _ sid _ < /proc/self/stat
    [ "$sid" = "$pid" ] && [ /proc/self/fd/1 -ef /dev/null ] && [ /proc/self/fd/0 -ef /dev/null ] && printf '\\0' >&3`;
  expect(await daemon(script)).toEqual({ exitStatus: 0, problem: null });
});

test("the daemon's side says it once, and leaves the directory and the pipe", async () => {
  // Node 20 cannot run TypeScript, and the daemon's side needs a process of its own.
  const entry = new URL("./daemonize.ts", import.meta.url).pathname;
  const built = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
  });
  const script = `${built.outputFiles[0]?.text};
    const pipe = readinessPipe(process.env);
    if (process.env.VIRTGATED_READY_FD !== undefined) process.exit(1);
    pipe.report(0); pipe.report(6);
    process.exit(process.cwd() === "/" ? 0 : 2);`;
  const command = [process.execPath, "--input-type=module", "-e", script] as const;
  expect(await daemonize(command as unknown as [string], process.env, "/the/log")).toEqual({
    exitStatus: 0,
    problem: null,
  });
});

test("without a pipe there is nobody to tell", () => {
  expect(readinessPipe({})).toBeUndefined();
  expect(readinessPipe({ VIRTGATED_READY_FD: "0" })).toBeUndefined();
  const env: Record<string, string | undefined> = { VIRTGATED_READY_FD: "3", OTHER: "x" };
  readinessPipe(env);
  expect(env).toEqual({ OTHER: "x" });
});
