"""Lets libvirt's test hypervisor answer the documents of *.txt here and in ../interface-vectors, and writes what it said.

    /usr/bin/python3 packages/daemon/src/definitions/network-vectors/record.py

A case is `### title`, a document, perhaps updates as `>> command section parent-index xml`, and after `=> ` either
`accepted` and what libvirt makes of the document, or code, domain and words of its refusal. Another `=> ` says what it
makes of its own text, where it does not take that as it is.
"""

import pathlib
import re
import tempfile

import libvirt

COMMANDS = ["none", "modify", "delete", "add-last", "add-first"]
SECTIONS = "none bridge domain ip ip-dhcp-host ip-dhcp-range forward forward-interface forward-pf portgroup dns-host dns-txt dns-srv".split()


def number(word, names):
    return names.index(word) if word in names else int(word)


def answer(kind, uri, document, updates):
    connection = libvirt.open(uri)
    try:
        if kind == "interface":
            made = connection.interfaceDefineXML(document, 0)
        else:
            made = connection.networkDefineXML(document)
            for command, section, index, xml in updates:
                made.update(number(command, COMMANDS), number(section, SECTIONS), int(index), xml, 0)
        return "accepted\n" + made.XMLDesc(0).rstrip("\n")
    except libvirt.libvirtError as error:
        return f"{error.get_error_code()} {error.get_error_domain()} {error.get_error_message()}"
    finally:
        made = None
        connection.close()


def record(kind, uri, text):
    out = []
    for block in re.split(r"^### ", text, flags=re.M)[1:]:
        given = block.split("\n=> ")[0].rstrip("\n")
        title, _, rest = given.partition("\n")
        lines = rest.split("\n")
        updates = [line[3:].split(" ", 3) for line in lines if line.startswith(">> ")]
        document = "\n".join(line for line in lines if not line.startswith(">> "))
        said = answer(kind, uri, document, updates)
        again = said
        if said.startswith("accepted\n"):
            again = answer(kind, uri, said.removeprefix("accepted\n"), [])
        out.append(f"### {title}\n{rest}\n=> {said}\n" + (f"=> {again}\n" if again != said else ""))
    return "".join(out)


libvirt.registerErrorHandler(lambda _context, _error: None, None)
here = pathlib.Path(__file__).parent
with tempfile.NamedTemporaryFile("w", suffix=".xml") as host:
    host.write("<node/>")
    host.flush()
    for kind in ("network", "interface"):
        for file in sorted((here.parent / f"{kind}-vectors").glob("*.txt")):
            file.write_text(record(kind, f"test://{host.name}", file.read_text()))
