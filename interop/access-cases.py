"""Runs snippets of Python against a daemon with access_drivers = ["polkit"], and reports what each showed and what polkit
was asked meanwhile.

usage: access-cases.py URI TYPE LOG [--readonly] < cases.json > outcomes.json

cases.json is a list of [title, code]. TYPE is the hypervisor's in domain XML. LOG is what polkitd prints: one line for
each question about this process.
"""
import json
import os
import sys
import threading
import time

import libvirt

libvirt.registerErrorHandler(lambda *_: None, None)
libvirt.virEventRegisterDefaultImpl()

uri, kind, log = sys.argv[1:4]
readonly = "--readonly" in sys.argv
mine = f"asked {os.getpid()} "


def pump():
    while True:
        libvirt.virEventRunDefaultImpl()


threading.Thread(target=pump, daemon=True).start()


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "name") and callable(value.name):
        return f"{type(value).__name__} {value.name()}"
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(type(value).__name__)


def fields(error):
    return dict(code=error.get_error_code(), domain=error.get_error_domain(), level=error.get_error_level(),
                message=error.get_error_message(), str1=error.get_str1(), str2=error.get_str2(),
                str3=error.get_str3(), int1=error.get_int1(), int2=error.get_int2())


def xml(name, number, more=""):
    return (f"<domain type='{kind}'><name>{name}</name><uuid>aaaaaaaa-0000-4000-8000-{number:012d}</uuid>"
            f"<memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type>hvm</type></os>{more}</domain>")


def wait_for(condition, seconds=10):
    end = time.time() + seconds
    while not condition() and time.time() < end:
        time.sleep(0.01)


class Questions:
    """polkitd writes a line before it answers: after a call all of its questions are there."""

    def __init__(self):
        self.file = open(log, errors="replace")
        self.file.seek(0, os.SEEK_END)

    def new(self):
        # libvirtd asks twice when two of its conditions name one permission.
        return list(dict.fromkeys(line.split(mine, 1)[1].strip() for line in self.file if mine in line))


questions = Questions()


def run(code):
    shown = []

    def attempt(call):
        """What the call gives, or its error, and what was asked for it."""
        try:
            outcome = plain(call())
        except libvirt.libvirtError as error:
            # What the drivers say for themselves is not about rights.
            refused = error.get_error_code() == libvirt.VIR_ERR_ACCESS_DENIED
            outcome = fields(error) if refused else dict(code=error.get_error_code())
        shown.append([outcome, questions.new()])

    def attempt_list(call):
        """As attempt; the order of the objects in a list is nobody's business."""
        attempt(call)
        shown[-1][1].sort()

    def knock(call):
        """Whether the call comes as far as the driver, whatever that makes of it."""
        def judged():
            try:
                call()
            except libvirt.libvirtError as error:
                if error.get_error_code() in (libvirt.VIR_ERR_ACCESS_DENIED, libvirt.VIR_ERR_OPERATION_DENIED):
                    raise
            return "comes through"
        attempt(judged)

    connection = None
    try:
        connection = libvirt.openReadOnly(uri) if readonly else libvirt.open(uri)
    except libvirt.libvirtError as error:
        shown.append(fields(error))
    shown.append(questions.new())
    if connection is None:
        return shown
    scope = dict(libvirt=libvirt, c=connection, attempt=attempt, attempt_list=attempt_list, knock=knock, xml=xml, wait_for=wait_for, os=os, plain=plain,
                 show=lambda *values: shown.append(plain(values)), questions=questions.new)
    try:
        exec(code, scope)
    except libvirt.libvirtError as error:
        shown.append(fields(error))
    except Exception as error:  # the row itself is wrong
        shown.append({"mistake": repr(error)})
    rest = questions.new()
    if rest:
        shown.append({"asked besides": rest})
    scope.clear()
    connection.close()
    questions.new()
    return shown


json.dump([run(code) for _, code in json.load(sys.stdin)], sys.stdout)
sys.stdout.flush()
