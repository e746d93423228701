// Every limit of the wire format, and where the number comes from (facts: libvirt 9.0.0, virnetprotocol).

/** Bytes of the length word in front of every packet. It counts itself. */
export const lengthWordBytes = 4;

/** Bytes of the six words behind the length word: program, version, procedure, type, serial, status. */
export const headerBytes = 24;

/** The shortest packet there is: a length word and a header. */
export const minPacketBytes = lengthWordBytes + headerBytes;

/** VIR_NET_MESSAGE_MAX, 32 MiB, without the length word: the largest packet a libvirt peer accepts. */
export const maxPacketBytes = 33_554_432 + lengthWordBytes;

/** VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX: stream data per packet; every libvirt release accepts this much. */
export const maxStreamPayloadBytes = 262_120;

/** VIR_NET_MESSAGE_STRING_MAX: bytes in one string. */
export const maxStringBytes = 4_194_304;

/** VIR_NET_MESSAGE_NUM_FDS_MAX: file descriptors that may travel with one packet. */
export const maxFileDescriptors = 32;

/** max_client_requests of an unconfigured libvirtd: calls it reads from one client before it answers. */
export const defaultMaxClientRequests = 5;
