"""GLib's GKeyFile, as libvirt reads auth.conf: for every JSON line {text, group, key} (bytes as Latin-1) null, or what
there is of the group, the key and its value."""

import ctypes
import json
import sys
import tempfile

glib = ctypes.CDLL("libglib-2.0.so.0")
pointer, text = ctypes.c_void_p, ctypes.c_char_p
glib.g_key_file_new.restype = pointer
glib.g_key_file_load_from_file.argtypes = [pointer, text, ctypes.c_int, pointer]
glib.g_key_file_has_group.argtypes = [pointer, text]
glib.g_key_file_has_key.argtypes = [pointer, text, text, pointer]
glib.g_key_file_get_string.argtypes = [pointer, text, text, pointer]
glib.g_key_file_get_string.restype = text
glib.g_key_file_free.argtypes = [pointer]


def look(file, group, key):
    if not glib.g_key_file_has_group(file, group):
        return {"group": False, "key": False, "value": None}
    has = bool(glib.g_key_file_has_key(file, group, key, None))
    value = glib.g_key_file_get_string(file, group, key, None) if has else None
    return {"group": True, "key": has, "value": None if value is None else value.decode("latin-1")}


with tempfile.NamedTemporaryFile() as place:
    for line in sys.stdin:
        row = json.loads(line)
        with open(place.name, "wb") as out:
            out.write(row["text"].encode("latin-1"))
        file = glib.g_key_file_new()
        loaded = glib.g_key_file_load_from_file(file, place.name.encode(), 0, None)
        group, key = row["group"].encode("latin-1"), row["key"].encode("latin-1")
        print(json.dumps(look(file, group, key) if loaded else None))
        glib.g_key_file_free(file)
