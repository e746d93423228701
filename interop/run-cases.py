"""Runs snippets of Python against a libvirt daemon and reports what each showed.

usage: run-cases.py URI [--readonly] [--signs-in] < cases.json > outcomes.json

cases.json is a list of [title, code]. Every snippet gets a connection of its own as `c` (libvirt's test hypervisor
then starts afresh), the running domain as `d`, and `show(...)`. A libvirt error ends the snippet and is reported
field by field.
"""
import gc
import json
import sys
import threading
import time

import libvirt

libvirt.registerErrorHandler(lambda *_: None, None)
libvirt.virEventRegisterDefaultImpl()


def pump():
    while True:
        libvirt.virEventRunDefaultImpl()


threading.Thread(target=pump, daemon=True).start()


def plain(value):
    """What a value looks like in JSON, so that both sides print it alike."""
    if isinstance(value, (libvirt.virDomain, libvirt.virNetwork)):
        return f"{type(value).__name__} {value.name()} {value.UUIDString()} id {value.ID() if hasattr(value, 'ID') else ''}"
    if isinstance(value, libvirt.virStoragePool):
        return f"virStoragePool {value.name()} {value.UUIDString()}"
    if isinstance(value, libvirt.virStorageVol):
        return f"virStorageVol {value.name()} {value.key()}"
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(type(value).__name__)


def fields(error):
    return dict(code=error.get_error_code(), domain=error.get_error_domain(), level=error.get_error_level(),
                message=error.get_error_message(), str1=error.get_str1(), str2=error.get_str2(),
                str3=error.get_str3(), int1=error.get_int1(), int2=error.get_int2())


def wait_for(condition, seconds=3):
    """Events arrive on the other thread; waits until enough of them have."""
    end = time.time() + seconds
    while not condition() and time.time() < end:
        time.sleep(0.01)


def connect(uri, readonly, signs_in):
    if signs_in:
        # Names and passwords come from the URI's file; nobody is asked.
        kinds = [libvirt.VIR_CRED_AUTHNAME, libvirt.VIR_CRED_PASSPHRASE]
        return libvirt.openAuth(uri, [kinds, lambda credentials, data: -1, None], int(readonly))
    return libvirt.openReadOnly(uri) if readonly else libvirt.open(uri)


def run(uri, readonly, signs_in, code):
    shown = []
    connection = connect(uri, readonly, signs_in)
    scope = dict(libvirt=libvirt, c=connection, d=connection.lookupByName("test"), uri=uri, time=time,
                 show=lambda *values: shown.append(plain(values)), fields=fields, wait_for=wait_for)
    try:
        exec(code, scope)
    except libvirt.libvirtError as error:
        shown.append(fields(error))
    except Exception as error:  # the row itself is wrong, or its answer is not of the type that Python expects
        shown.append({"mistake": repr(error)})
    # The next row wants a fresh host: every object holds its connection open, and libvirtd answers a close before
    # it has let go of the connection's host.
    scope.clear()
    gc.collect()
    connection.close()
    time.sleep(0.02)
    return shown


uri, readonly, signs_in = sys.argv[1], "--readonly" in sys.argv, "--signs-in" in sys.argv
outcomes = [run(uri, readonly, signs_in, code) for _, code in json.load(sys.stdin)]
json.dump(outcomes, sys.stdout)
sys.stdout.flush()
