// libvirt's remote protocol: what goes over the wire, without the wire.

export { ArrivingFds, readFdCount } from "./arriving-fds.js";
export { array, type Fields, fixedArray, type Struct, struct, union } from "./composite.js";
export { DriverFeature } from "./driver-feature.js";
export { errorLayout, LibvirtError, libvirtError, systemError, type WireErrorBody } from "./error.js";
export { ErrorCode, errorTexts } from "./error-code.js";
export { ErrorDomain, ErrorLevel } from "./error-domain.js";
export { FrameReader, PacketLengthError } from "./frame.js";
export {
  beginPacket,
  encodePacket,
  endPacket,
  type Header,
  MessageStatus,
  MessageType,
  payloadOffset,
  readHeader,
  writePacket,
  writeRawPacket,
} from "./header.js";
export { decode, encode, type Infer, type Layout } from "./layout.js";
export * as limits from "./limits.js";
export { PacketCutter } from "./packet-cutter.js";
export { type Permission, type PermissionObject, permissions } from "./permissions.js";
export {
  type Access,
  type Args,
  type Body,
  call,
  type EventId,
  type EventProcedure,
  event,
  type Procedure,
  type Program,
  program,
  type Ret,
  type StreamDirection,
  type When,
} from "./program.js";
export { admin } from "./programs/admin.js";
export { keepalive, pingPacket, pongPacket } from "./programs/keepalive.js";
export { lxc } from "./programs/lxc.js";
export { qemu } from "./programs/qemu.js";
export { AuthType } from "./programs/remote/auth.js";
export * as remoteLimits from "./programs/remote/limits.js";
export { type RemoteCalls, type RemoteEvents, remote } from "./programs/remote/remote.js";
export * from "./programs/remote/types.js";
export { Reader } from "./reader.js";
export { type StreamHole, streamHole } from "./stream-hole.js";
export { parseVirConf, VIRCONF_MAX_BYTES, VirConf, type VirConfValue } from "./virconf.js";
export { WireError } from "./wire-error.js";
export { Writer } from "./writer.js";
export {
  bool,
  char,
  double,
  enumeration,
  fixedOpaque,
  hyper,
  int,
  opaque,
  optional,
  short,
  string,
  text,
  uchar,
  uhyper,
  uint,
  ushort,
  uuid,
} from "./xdr.js";
