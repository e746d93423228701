// Somebody at a terminal, who answers each question with the next line.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

// Prints all that the terminal showed, and ends as the program did.
const script = `import os, pty, sys
answers = sys.argv[1].split(",")
pid, fd = pty.fork()
if pid == 0: os.execvp(sys.argv[2], sys.argv[2:])
shown = b""
while True:
    try: data = os.read(fd, 4096)
    except OSError: break
    if not data: break
    shown += data
    if data.rstrip().endswith(b":") and answers: os.write(fd, answers.pop(0).encode() + b"\\r")
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** The command line that runs another one on a terminal of its own. `answers` are separated by commas. */
export function typing(folder: string, answers: string, words: readonly string[]): string[] {
  const path = join(folder, "typing.py");
  writeFileSync(path, script);
  return ["python3", path, answers, ...words];
}
