// Two versions: our own, and that of the libvirt whose protocol and behaviour we follow.

/** libvirt 9.0.0 in its own notation: major * 1,000,000 + minor * 1,000 + release. */
export const libvirtVersion = 9_000_000;
