"""Starts a program as systemd starts a socket-activated service, or as nobody should.

Usage: activate.py SPECIFICATION PROGRAM [ARGUMENT...], the specification being JSON:
  "fds": what stands from descriptor 3 on, each of
         "unix:PATH" "open:PATH" (for everybody) "tcp:HOST:PORT" (listening), "bound:PATH" (bound, not listening), "dgram:PATH", "udp",
         "pair" (connected), "file", "epoll", "closed"
  "env": variables; SELF in a value is the pid of the program, PARENT that of its parent. null removes one.
  "keep": true to hold the sockets as systemd does: the program is started whenever a client waits, and has ended.
          SIGTERM ends both.
"""

import json
import os
import select
import signal
import socket
import sys

kept = []


def opened(what):
    kind, _, rest = what.partition(":")
    if kind in ("unix", "open", "bound", "dgram"):
        if os.path.exists(rest):
            os.unlink(rest)
        made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM if kind == "dgram" else socket.SOCK_STREAM)
        made.bind(rest)
        if kind == "open":
            os.chmod(rest, 0o777)
        if kind in ("unix", "open"):
            made.listen(64)
    elif kind == "tcp":
        host, _, port = rest.rpartition(":")
        made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, int(port)))
        made.listen(64)
    elif kind == "udp":
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("127.0.0.1", 0))
    elif kind == "pair":
        made, other = socket.socketpair()
        kept.append(other)
    elif kind == "epoll":
        made = select.epoll()
    else:
        made = open("/dev/null")
    kept.append(made)
    return made.fileno()


specification = json.loads(sys.argv[1])
wanted = specification.get("fds", [])
# Out of the way first, so that none overwrites another.
sources = []
for each in wanted:
    if each == "closed":
        sources.append(None)
    else:
        number = opened(each)
        high = 200 + len(sources)
        os.dup2(number, high)
        sources.append(high)
for place, number in enumerate(sources):
    if number is not None:
        os.dup2(number, 3 + place)
        os.set_inheritable(3 + place, True)
        os.close(number)
for each in kept:
    if each.fileno() >= 3 + len(wanted):
        os.set_inheritable(each.fileno(), False)
for place, number in enumerate(sources):
    if number is None:
        try:
            os.close(3 + place)
        except OSError:
            pass


def become_the_program():
    environment = dict(os.environ)
    for name, value in specification.get("env", {}).items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value.replace("SELF", str(os.getpid())).replace("PARENT", str(os.getppid()))
    os.execvpe(sys.argv[2], sys.argv[2:], environment)


def keep():
    running = 0

    def end(_number, _frame):
        if running:
            os.kill(running, signal.SIGTERM)
            os.waitpid(running, 0)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    while True:
        select.select(range(3, 3 + len(wanted)), [], [])
        running = os.fork()
        if running == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            become_the_program()
        _, status = os.waitpid(running, 0)
        running = 0
        print("ended", os.waitstatus_to_exitcode(status), flush=True)


if specification.get("keep"):
    keep()
become_the_program()
