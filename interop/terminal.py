"""terminal.py [[QUESTION, ANSWER], ...] PROGRAM ARGUMENT...

Runs the program on a terminal of its own. Each time a question appears in what it shows, its answer is typed. Prints
all that was shown, and ends as the program did.
"""

import json
import os
import pty
import select
import sys
import time

answers = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b""
seen = 0
deadline = time.monotonic() + 15
while time.monotonic() < deadline:
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            data = b""
        if not data:
            break
        shown += data
    if answers:
        at = shown.find(answers[0][0].encode(), seen)
        if at >= 0:
            seen = at + len(answers[0][0])
            # getpass throws away what was typed before it has silenced the terminal.
            time.sleep(0.05)
            os.write(terminal, answers.pop(0)[1].encode())
else:
    os.kill(child, 9)
    shown += b"\n[it did not end]\n"
sys.stdout.buffer.write(shown)
sys.stdout.flush()
status = os.waitpid(child, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
