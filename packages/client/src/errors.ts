// What the client itself says, in libvirt's words where libvirt has words for it.

import {
  ErrorCode,
  ErrorDomain,
  LibvirtError,
  libvirtError,
  limits,
  PacketLengthError,
  systemError,
  type WireErrorBody,
} from "@virtgate/protocol";

/** For calls on a connection that has ended. */
export const socketClosed = (): LibvirtError =>
  libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "client socket is closed");

export const keepaliveTimeout = (): LibvirtError =>
  libvirtError(ErrorDomain.rpc, ErrorCode.internalError, "connection closed due to keepalive timeout");

/** The peer ended the connection while something was expected of it. */
export const endOfFile = (): LibvirtError =>
  systemError(ErrorDomain.rpc, 5, "End of file while reading data: Input/output error");

/** The peer broke the protocol. */
export function protocolError(detail: string, cause?: unknown): LibvirtError {
  const error = libvirtError(ErrorDomain.rpc, ErrorCode.rpc, detail);
  if (cause !== undefined) error.cause = cause;
  return error;
}

/** Of what is no packet, such as the words with which a login shell greets in front of a helper. */
export function undecodable(cause: unknown): LibvirtError {
  return protocolError(wrongLength(cause) ?? "Unable to decode message header", cause);
}

function wrongLength(cause: unknown): string | undefined {
  if (!(cause instanceof PacketLengthError)) return undefined;
  const { lengthWordBytes, maxPacketBytes, minPacketBytes } = limits;
  const { length } = cause;
  if (length >= lengthWordBytes && length < minPacketBytes) return undefined;
  const [bytes, size, wanted] =
    length < lengthWordBytes
      ? [length, "small", lengthWordBytes]
      : [length - lengthWordBytes, "large", maxPacketBytes - lengthWordBytes];
  return `packet ${bytes} bytes received from server too ${size}, want ${wanted}`;
}

export const unexpectedProcedure = (found: number, expected: number): LibvirtError =>
  libvirtError(ErrorDomain.rpc, ErrorCode.internalError, `Unexpected message proc ${found} != ${expected}`);

/** An ordinary call cannot have an answer with descriptors. */
export const answersWithFds = (api: string | null): LibvirtError =>
  libvirtError(
    ErrorDomain.rpc,
    ErrorCode.noSupport,
    `${api ?? "call"}: needs callWithFds, which takes descriptors`,
  );

/** The server says that it does not pass descriptors. */
export const fdPassingRefused = (): LibvirtError =>
  libvirtError(
    ErrorDomain.domain,
    ErrorCode.argumentUnsupported,
    "fd passing is not supported by this connection",
  );

/** The way to the server has no room for descriptors. */
export const fdsNotOnSocket = (): LibvirtError =>
  libvirtError(
    ErrorDomain.rpc,
    ErrorCode.internalError,
    "Sending file descriptors is not supported on this socket",
  );

export const cannotDuplicate = (fd: number): LibvirtError =>
  systemError(ErrorDomain.rpc, 9, `Cannot duplicate FD ${fd}: Bad file descriptor`);

export const tooManyFds = (count: number): LibvirtError =>
  protocolError(`Too many FDs to send ${count}, expected ${limits.maxFileDescriptors} maximum`);

/** What the native package refuses is a text for the user; anything else is that it is not there. */
export function fdPassingMissing(cause: unknown): LibvirtError {
  const native = cause instanceof Error && cause.name === "NativeError";
  const detail = native
    ? cause.message
    : "passing file descriptors needs the package @virtgate/native, which cannot be loaded";
  const error = libvirtError(ErrorDomain.rpc, ErrorCode.configUnsupported, detail);
  error.cause = cause;
  return error;
}

/** For what a later release brings. */
export const notAvailable = (what: string): LibvirtError =>
  libvirtError(ErrorDomain.remote, ErrorCode.configUnsupported, `${what} is not available yet`);

export const deadlinePassed = (what: string, deadlineMs: number): LibvirtError =>
  libvirtError(ErrorDomain.rpc, ErrorCode.operationTimeout, `no answer to ${what} within ${deadlineMs} ms`);

/** A limit of this library was reached; the message says which and how to raise it. */
export const limitReached = (detail: string): LibvirtError =>
  libvirtError(ErrorDomain.rpc, ErrorCode.resourceBusy, detail);

/** An error reply, with libvirt's three repairs of what servers send. */
export function remoteError(body: WireErrorBody): LibvirtError {
  if (body.code === 0) {
    const message = "An error occurred, but the cause is unknown";
    return new LibvirtError(ErrorCode.internalError, ErrorDomain.none, message, body);
  }
  if (body.message === null) return LibvirtError.fromWire({ ...body, message: "Unknown error" });
  // A server that is too old for a procedure means that the function is not supported.
  if (
    body.code === ErrorCode.rpc &&
    body.domain === ErrorDomain.rpc &&
    body.message.startsWith("unknown procedure")
  ) {
    return LibvirtError.fromWire({ ...body, code: ErrorCode.noSupport });
  }
  return LibvirtError.fromWire(body);
}

/** A stream that was given up, by us or by its user. */
export const streamAborted = (detail: string): LibvirtError =>
  libvirtError(ErrorDomain.streams, ErrorCode.operationAborted, detail);
