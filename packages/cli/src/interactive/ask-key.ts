// One key press as an answer, without Enter and without an echo.

/** Resolves with the key. Ctrl-C and the end of the input mean "n". */
export function askKey(): Promise<string> {
  return new Promise((resolve) => {
    const { stdin } = process;
    const done = (key: string) => {
      stdin.setRawMode(false);
      stdin.removeListener("data", onData);
      stdin.removeListener("end", onEnd);
      stdin.pause();
      resolve(key);
    };
    const onData = (data: Buffer) => {
      const key = data.toString()[0] ?? "n";
      done(key === "\u0003" || key === "\u0004" ? "n" : key.toLowerCase());
    };
    const onEnd = () => done("n");
    stdin.setRawMode(true);
    stdin.on("data", onData);
    stdin.on("end", onEnd);
    stdin.resume();
  });
}
