/**
 * How large a definition may be. libvirt itself bounds only the document (the 4 MiB of a string on the wire) and its
 * depth; the other numbers keep one client's document from holding up everybody else, and are far above real machines.
 */

/** Characters of a document: libvirt's longest string on the wire. */
export const MAX_XML_CHARACTERS = 4 * 1024 * 1024;
/** libxml2's own limit. */
export const MAX_XML_DEPTH = 256;
/** Elements of a document. A machine with a hundred disks has about a thousand. */
export const MAX_XML_ELEMENTS = 100_000;
/** A file that describes a whole host: as many domains as one answer can list, thirty elements each. */
export const HOST_FILE_LIMITS = { characters: 10 * 1024 * 1024, elements: 500_000 };
/** Devices of one machine: some of them are compared with each other. */
export const MAX_DEVICES = 4096;
/** NUMA cells, whose distances are a square. */
export const MAX_CELLS = 1024;
/** Groups of CPUs that share cache or bandwidth: each is compared with each. */
export const MAX_RESOURCE_GROUPS = 1024;
/** CPUs and I/O threads: virDomainInfo counts CPUs in 16 bits. */
export const MAX_THREADS = 65_535;
