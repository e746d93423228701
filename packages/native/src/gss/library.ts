// The system's GSSAPI library: its functions, as koffi calls them (RFC 2744; gssapi.h of MIT Kerberos and Heimdal).
import type { KoffiFunc } from "koffi";
import { type Koffi, loadKoffi } from "../koffi.js";
import { NativeError } from "../problem.js";

/** MIT's library, then Heimdal's. */
const names = ["libgssapi_krb5.so.2", "libgssapi.so.3"];

/** A pointer of the library, opaque to us; null for none. */
export type Handle = unknown;

/** gss_buffer_desc: what the library gave, to be copied and released. */
export interface Descriptor {
  length: number;
  value: Handle;
}

/** gss_buffer_desc for what we give: the bytes stay ours. */
export interface Given {
  length: number;
  value: Uint8Array | null;
}

/** A place for a result. */
export type Out<T> = [T];

type Status = number;

export interface GssFunctions {
  readonly initiate: KoffiFunc<
    (
      minor: Out<number>,
      credential: Handle,
      context: Out<Handle>,
      target: Handle,
      mechanism: unknown,
      flags: number,
      seconds: number,
      bindings: null,
      token: Given | null,
      actual: null,
      reply: Descriptor,
      actualFlags: Out<number>,
      actualSeconds: null,
    ) => Status
  >;
  readonly accept: KoffiFunc<
    (
      minor: Out<number>,
      context: Out<Handle>,
      credential: Handle,
      token: Given,
      bindings: null,
      source: Out<Handle>,
      mechanism: null,
      reply: Descriptor,
      actualFlags: Out<number>,
      seconds: null,
      delegated: null,
    ) => Status
  >;
  readonly acquire: KoffiFunc<
    (
      minor: Out<number>,
      name: Handle,
      seconds: number,
      mechanisms: unknown,
      usage: number,
      store: unknown,
      credential: Out<Handle>,
      actualMechanisms: null,
      actualSeconds: null,
    ) => Status
  >;
  wrap(
    minor: Out<number>,
    context: Handle,
    confidential: number,
    quality: number,
    payload: Given,
    isConfidential: Out<number>,
    token: Descriptor,
  ): Status;
  unwrap(
    minor: Out<number>,
    context: Handle,
    token: Given,
    payload: Descriptor,
    isConfidential: Out<number>,
    quality: null,
  ): Status;
  wrapSizeLimit(
    minor: Out<number>,
    context: Handle,
    confidential: number,
    quality: number,
    most: number,
    payload: Out<number>,
  ): Status;
  importName(minor: Out<number>, text: Given, type: unknown, name: Out<Handle>): Status;
  displayName(minor: Out<number>, name: Handle, text: Descriptor, type: null): Status;
  compareName(minor: Out<number>, a: Handle, b: Handle, equal: Out<number>): Status;
  displayStatus(
    minor: Out<number>,
    status: number,
    kind: number,
    mechanism: unknown,
    more: Out<number>,
    text: Descriptor,
  ): Status;
  inquireByOid(minor: Out<number>, context: Handle, oid: unknown, set: Out<Handle>): Status;
  releaseBuffer(minor: Out<number>, buffer: Descriptor): Status;
  releaseBufferSet(minor: Out<number>, set: Out<Handle>): Status;
  releaseName(minor: Out<number>, name: Out<Handle>): Status;
  releaseCredential(minor: Out<number>, credential: Out<Handle>): Status;
  deleteContext(minor: Out<number>, context: Out<Handle>, token: null): Status;
}

export interface GssLibrary {
  /** The name under which it was found. */
  readonly name: string;
  readonly gss: GssFunctions;
  /** The library's memory, copied into `target` from byte `at` on. */
  copy(from: Handle, length: number, target: Uint8Array, at: number): void;
  /** The buffers of a gss_buffer_set_desc. */
  bufferSet(set: Handle): Uint8Array[];
}

let loading: Promise<GssLibrary> | undefined;

/** The library, loaded once. Throws NativeError when koffi or the library is not there. */
export function gssLibrary(): Promise<GssLibrary> {
  loading ??= load().catch((problem) => {
    loading = undefined; // it may be installed while we run
    throw problem;
  });
  return loading;
}

async function load(): Promise<GssLibrary> {
  const koffi = await loadKoffi("Kerberos");
  const { name, library } = firstOf(koffi);
  try {
    return bind(koffi, name, library);
  } catch (cause) {
    throw new NativeError(`${name} lacks what Kerberos sign-in needs`, { cause });
  }
}

function firstOf(koffi: Koffi) {
  for (const name of names) {
    try {
      return { name, library: koffi.load(name) };
    } catch {
      // the next name
    }
  }
  throw new NativeError(
    `Kerberos needs the system's GSSAPI library: none of ${names.join(", ")} can be loaded (Debian: libgssapi-krb5-2)`,
  );
}

function bind(koffi: Koffi, name: string, library: ReturnType<Koffi["load"]>): GssLibrary {
  const buffer = koffi.struct({ length: "size_t", value: "void *" });
  const oid = koffi.struct({ length: "uint32", elements: "void *" });
  const oidSet = koffi.struct({ count: "size_t", elements: koffi.pointer(oid) });
  const element = koffi.struct({ key: "str", value: "str" });
  const store = koffi.struct({ count: "uint32", elements: koffi.pointer(element) });
  const pointer = "void *";
  const place = koffi.pointer(pointer);
  const [outNumber, outPointer, inOutPointer] = [
    koffi.out(koffi.pointer("uint32")),
    koffi.out(place),
    koffi.inout(place),
  ];
  const given = koffi.pointer(buffer);
  const taken = koffi.out(koffi.pointer(buffer));
  const anOid = koffi.pointer(oid);
  // biome-ignore lint/suspicious/noExplicitAny: koffi's functions have no types; GssFunctions gives them theirs
  const fn = (symbol: string, ...args: unknown[]): any => library.func(symbol, "uint32", args as string[]);
  const outInt = koffi.out(koffi.pointer("int"));

  const gss: GssFunctions = {
    initiate: fn(
      "gss_init_sec_context",
      outNumber,
      pointer,
      inOutPointer,
      pointer,
      anOid,
      "uint32",
      "uint32",
      pointer,
      given,
      pointer,
      taken,
      outNumber,
      pointer,
    ),
    accept: fn(
      "gss_accept_sec_context",
      outNumber,
      inOutPointer,
      pointer,
      given,
      pointer,
      outPointer,
      pointer,
      taken,
      outNumber,
      pointer,
      pointer,
    ),
    acquire: fn(
      "gss_acquire_cred_from",
      outNumber,
      pointer,
      "uint32",
      koffi.pointer(oidSet),
      "int",
      koffi.pointer(store),
      outPointer,
      pointer,
      pointer,
    ),
    wrap: fn("gss_wrap", outNumber, pointer, "int", "uint32", given, outInt, taken),
    unwrap: fn("gss_unwrap", outNumber, pointer, given, taken, outInt, pointer),
    wrapSizeLimit: fn("gss_wrap_size_limit", outNumber, pointer, "int", "uint32", "uint32", outNumber),
    importName: fn("gss_import_name", outNumber, given, anOid, outPointer),
    displayName: fn("gss_display_name", outNumber, pointer, taken, pointer),
    compareName: fn("gss_compare_name", outNumber, pointer, pointer, outInt),
    displayStatus: fn(
      "gss_display_status",
      outNumber,
      "uint32",
      "int",
      anOid,
      koffi.inout(koffi.pointer("uint32")),
      taken,
    ),
    inquireByOid: fn("gss_inquire_sec_context_by_oid", outNumber, pointer, anOid, outPointer),
    releaseBuffer: fn("gss_release_buffer", outNumber, koffi.inout(koffi.pointer(buffer))),
    releaseBufferSet: fn("gss_release_buffer_set", outNumber, inOutPointer),
    releaseName: fn("gss_release_name", outNumber, inOutPointer),
    releaseCredential: fn("gss_release_cred", outNumber, inOutPointer),
    deleteContext: fn("gss_delete_sec_context", outNumber, inOutPointer, pointer),
  };
  const memcpy = koffi.load(null).func("memcpy", pointer, [pointer, pointer, "size_t"]);
  const copy = (from: Handle, length: number, target: Uint8Array, at: number) => {
    if (length > 0) memcpy(target.subarray(at, at + length), from, length);
  };
  const setHead = koffi.struct({ count: "size_t", elements: pointer });
  return {
    name,
    gss,
    copy,
    bufferSet(set) {
      const { count, elements } = koffi.decode(set, setHead) as { count: number; elements: Handle };
      return Array.from({ length: count }, (_, at) => {
        const { length, value } = koffi.decode(elements, at * koffi.sizeof(buffer), buffer) as Descriptor;
        const bytes = new Uint8Array(length);
        copy(value, length, bytes, 0);
        return bytes;
      });
    },
  };
}
