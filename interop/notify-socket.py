"""A service manager's notify socket. Prints one JSON line for each message: its text and the sender's pid.

Usage: notify-socket.py ADDRESS, a path or @ and an abstract name. The first line says that it is there.
"""

import array
import json
import os
import socket
import struct
import sys

address = sys.argv[1]
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
heard.bind("\0" + address[1:] if address.startswith("@") else address)
if address.startswith("/"):
    os.chmod(address, 0o666)
heard.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
print(json.dumps({"text": "listening", "pid": os.getpid()}), flush=True)
while True:
    data, ancillary, _flags, _sender = heard.recvmsg(4096, 256)
    pid = 0
    for _level, kind, value in ancillary:
        if kind == socket.SCM_CREDENTIALS:
            pid = struct.unpack("3i", value[:12])[0]
        if kind == socket.SCM_RIGHTS:
            # A barrier: the sender waits until it is closed.
            descriptors = array.array("i")
            descriptors.frombytes(value)
            for each in descriptors:
                os.close(each)
    print(json.dumps({"text": data.decode(), "pid": pid}), flush=True)
