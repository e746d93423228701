// The C library's words for a failed system call, which libvirt's texts end with.

const errnoTexts: Readonly<Record<string, string>> = {
  EACCES: "Permission denied",
  EADDRINUSE: "Address already in use",
  EADDRNOTAVAIL: "Cannot assign requested address",
  ECONNREFUSED: "Connection refused",
  ECONNRESET: "Connection reset by peer",
  EAGAIN: "Resource temporarily unavailable",
  EEXIST: "File exists",
  EINVAL: "Invalid argument",
  EIO: "Input/output error",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  EMFILE: "Too many open files",
  ENAMETOOLONG: "File name too long",
  ENOENT: "No such file or directory",
  ENOSPC: "No space left on device",
  ENOTDIR: "Not a directory",
  ENXIO: "No such device or address",
  EOVERFLOW: "Value too large for defined data type",
  EPERM: "Operation not permitted",
  EROFS: "Read-only file system",
};

/** Node's own message for a code that is not listed. */
export function errnoText(thrown: unknown): string {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  return (
    (code !== undefined && errnoTexts[code]) || (thrown instanceof Error ? thrown.message : String(thrown))
  );
}
