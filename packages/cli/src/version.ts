// Which versions we are, and which we are compatible with.

export const virtgateVersion = "0.1.0";
/** The release whose protocol and output this program has. */
export const libvirtVersion = "9.0.0";
