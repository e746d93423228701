"""polkit-raw.py PATH STEP...

Makes the calls one after another and prints each answer: the status, and the reply's bytes or the error's code, domain
and message. "pid" prints this process' number, and waits for a line. "stay" waits for the end.
"""

import socket
import struct
import sys

client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[1])
name = b"test:///default"
calls = {
    "list": (66, b""),
    "polkit": (70, b""),
    "init": (67, b""),
    "open": (1, struct.pack(">II", 1, len(name)) + name + b"\0" + struct.pack(">I", 0)),
}


def received(count):
    data = b""
    while len(data) < count:
        more = client.recv(count - len(data))
        if not more:
            return None
        data += more
    return data


def answer():
    length = received(4)
    packet = length and received(struct.unpack(">I", length)[0] - 4)
    if not packet:
        return "closed"
    (status,) = struct.unpack(">I", packet[20:24])
    body = packet[24:]
    if status != 1:
        return f"{status} {body.hex()}"
    code, domain, there, size = struct.unpack(">iiII", body[:16])
    return f"error {code} {domain} {body[16:16 + size].decode() if there else None}"


for serial, step in enumerate(sys.argv[2:]):
    if step == "pid":
        import os

        print(os.getpid(), flush=True)
        sys.stdin.readline()
    elif step == "stay":
        sys.stdin.read()
    else:
        procedure, body = calls[step]
        client.sendall(struct.pack(">7I", 28 + len(body), 0x20008086, 1, procedure, 0, serial, 0) + body)
        print(step, answer(), flush=True)
