// Node's error codes -> Linux's numbers and words, which is what libvirt's messages end with.

const known: { readonly [code: string]: readonly [number, string] } = {
  EPERM: [1, "Operation not permitted"],
  ENOENT: [2, "No such file or directory"],
  EINTR: [4, "Interrupted system call"],
  EIO: [5, "Input/output error"],
  EAGAIN: [11, "Resource temporarily unavailable"],
  ENOMEM: [12, "Cannot allocate memory"],
  EACCES: [13, "Permission denied"],
  ENOTDIR: [20, "Not a directory"],
  EISDIR: [21, "Is a directory"],
  EINVAL: [22, "Invalid argument"],
  EMFILE: [24, "Too many open files"],
  EPIPE: [32, "Broken pipe"],
  ENAMETOOLONG: [36, "File name too long"],
  ELOOP: [40, "Too many levels of symbolic links"],
  EPROTOTYPE: [91, "Protocol wrong type for socket"],
  EOVERFLOW: [75, "Value too large for defined data type"],
  ENOTSOCK: [88, "Socket operation on non-socket"],
  EAFNOSUPPORT: [97, "Address family not supported by protocol"],
  EADDRNOTAVAIL: [99, "Cannot assign requested address"],
  ENETDOWN: [100, "Network is down"],
  ENETUNREACH: [101, "Network is unreachable"],
  ECONNABORTED: [103, "Software caused connection abort"],
  ECONNRESET: [104, "Connection reset by peer"],
  ENOBUFS: [105, "No buffer space available"],
  ETIMEDOUT: [110, "Connection timed out"],
  ECONNREFUSED: [111, "Connection refused"],
  EHOSTDOWN: [112, "Host is down"],
  EHOSTUNREACH: [113, "No route to host"],
};

/** errno of a Node error code such as "ECONNREFUSED"; -1 for one we do not know. */
export function errorNumber(code: string | undefined): number {
  return known[code ?? ""]?.[0] ?? -1;
}

/** The C library's words for it. */
export function errorText(code: string | undefined): string {
  return known[code ?? ""]?.[1] ?? `Unknown error ${code ?? ""}`.trim();
}

const resolver: { readonly [code: string]: string } = {
  ENOTFOUND: "Name or service not known",
  EAI_AGAIN: "Temporary failure in name resolution",
  EAI_FAIL: "Non-recoverable failure in name resolution",
  EAI_NODATA: "No address associated with hostname",
  EAI_FAMILY: "ai_family not supported",
  EAI_MEMORY: "Memory allocation failure",
};

/** The resolver's words for a failed name look-up. */
export function resolverText(code: string | undefined): string {
  return resolver[code ?? ""] ?? errorText(code);
}
