"""A life of pools and volumes that chance decides: the same one wherever it is lived.

usage: live-with-pools.py URI SEED COUNT

Prints what each call answered, and which events came, as JSON. No choice depends on an answer.
"""
import json
import random
import re
import sys
import threading
import time

import libvirt

uri, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
chance = random.Random(seed)
libvirt.registerErrorHandler(lambda *_: None, None)
libvirt.virEventRegisterDefaultImpl()


def pump():
    while True:
        libvirt.virEventRunDefaultImpl()


threading.Thread(target=pump, daemon=True).start()
c = libvirt.open(uri)
events = []
c.storagePoolEventRegisterAny(None, 0, lambda _, pool, event, detail, __: events.append([pool.name(), event, detail]), None)
c.storagePoolEventRegisterAny(None, 1, lambda _, pool, __: events.append([pool.name(), "refresh"]), None)


def source(kind):
    device, host = chance.choice("abc"), chance.choice("hi")
    port = chance.choice(["", " port='1'"])
    adapter = chance.choice(["host1", "scsi_host1", "host2"])
    parent = chance.choice(["scsi_host1", "x"])
    return {
        "dir": "",
        "mpath": "",
        "fs": f"<device path='/dev/{device}'/>",
        "disk": f"<device path='/dev/{device}'/>",
        "logical": f"<device path='/dev/{device}'/><name>{device}</name>",
        "zfs": f"<device path='/dev/{device}'/>",
        "iscsi": f"<host name='h'/><device path='/dev/{device}'/>",
        "rbd": "<host name='h'/><name>r</name>",
        "scsi": f"<adapter name='{adapter}'/>",
        "fibre": f"<adapter type='fc_host' parent='{parent}' wwnn='20000000c9831b4b' wwpn='10000000c9831b4{device}'/>",
        "netfs": f"<host name='{host}'{port}/><dir path='/{device}'/>",
        "gluster": f"<host name='{host}'/><name>{device}</name>",
        "sheepdog": f"<host name='{host}'/>",
        "vstorage": f"<name>{device}</name>",
    }[kind]


KINDS = ["dir", "mpath", "fs", "disk", "logical", "zfs", "iscsi", "rbd", "scsi", "fibre", "netfs", "gluster", "sheepdog", "vstorage"]


def pool_xml(number):
    kind = chance.choice(KINDS)
    # Now and then the name comes with another's uuid.
    uuid = 99 if chance.random() < 0.1 else number
    return (f"<pool type='{'scsi' if kind == 'fibre' else kind}'><name>p{number}</name>"
            f"<uuid>c7a5fdbd-edaf-9455-926a-{uuid:012d}</uuid><source>{source(kind)}</source>"
            f"<target><path>/{chance.choice('abc')}</path></target></pool>")


def volume_xml(name):
    allocation = chance.choice(["", "<allocation>0</allocation>"])
    return f"<volume><name>{name}</name><capacity unit='GiB'>{chance.choice([1, 30, 60])}</capacity>{allocation}</volume>"


def names(objects):
    return sorted(one.name() for one in objects)


def call():
    """One call, with everything that chance has to say about it."""
    number, name = chance.randrange(4), f"v{chance.randrange(3)}"
    xml, volume, flags, on = pool_xml(number), volume_xml(name), chance.choice([0, 1, 2, 4, 8, 64, 128]), chance.randrange(2)
    pool = lambda: c.storagePoolLookupByName(f"p{number}")
    vol = lambda: pool().storageVolLookupByName(name)
    calls = {
        "define": lambda: c.storagePoolDefineXML(xml).name(),
        "createXML": lambda: c.storagePoolCreateXML(xml).name(),
        "create": lambda: pool().create(),
        "destroy": lambda: pool().destroy(),
        "undefine": lambda: pool().undefine(),
        "build": lambda: pool().build(),
        "delete": lambda: pool().delete(),
        "refresh": lambda: pool().refresh(),
        "info": lambda: pool().info(),
        "xml": lambda: pool().XMLDesc(),
        "setAutostart": lambda: pool().setAutostart(on),
        "autostart": lambda: pool().autostart(),
        "isPersistent": lambda: pool().isPersistent(),
        "list": lambda: names(c.listAllStoragePools(flags)),
        "numbers": lambda: [c.numOfStoragePools(), c.numOfDefinedStoragePools()],
        "volCreate": lambda: pool().createXML(volume).key(),
        "volClone": lambda: pool().createXMLFrom(volume, vol()).key(),
        "volDelete": lambda: vol().delete(),
        "volInfo": lambda: vol().info(),
        "volXml": lambda: vol().XMLDesc(),
        "volumes": lambda: names(pool().listAllVolumes()),
        "volByKey": lambda: c.storageVolLookupByKey(f"/a/{name}").name(),
    }
    often = ["define", "createXML", "create", "destroy", "volCreate", "volCreate"]
    chosen = chance.choice([*calls, *often])
    return chosen, calls[chosen]


def answer(work):
    try:
        return work()
    except libvirt.libvirtError as error:
        # Which of several pools is in the way is nobody's choice.
        message = re.sub(r"(Storage source conflict with pool: ).*", r"\1", error.get_error_message())
        return [error.get_error_code(), error.get_error_domain(), message]


answers = []
for _ in range(count):
    chosen, work = call()
    answers.append([chosen, answer(work)])
# Events come in order: when this one is there, all are.
c.storagePoolLookupByName("default-pool").refresh()
end = time.time() + 20
while events[-1:] != [["default-pool", "refresh"]] and time.time() < end:
    time.sleep(0.01)
json.dump({"answers": answers, "events": events}, sys.stdout)
sys.stdout.flush()
