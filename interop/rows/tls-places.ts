// Where a client's certificates may lie when the URI does not say it.

export interface PlaceRow {
  readonly title: string;
  readonly uid?: number;
  /**
   * Shell commands in a folder in which "pki" is /etc/pki, "etc" is /etc/libvirt and "home" is the user's; "good" holds
   * good certificates, $0 all others.
   */
  readonly prepare: string;
}

const system = `mkdir -p pki/CA pki/libvirt/private; cp good/cacert.pem pki/CA
cp good/clientcert.pem pki/libvirt; cp good/clientkey.pem pki/libvirt/private`;
const own = "mkdir -p home/.pki/libvirt; cp good/* home/.pki/libvirt";
const ownAlone = (names: string) =>
  `mkdir -p home/.pki/libvirt; for name in ${names}; do cp good/$name.pem home/.pki/libvirt; done`;
// Certificates that show by their failure that they have been used.
const brokenSystemCa = "cp $0/ca-expired-cert.pem pki/CA/cacert.pem";
const brokenSystemPair = "cp $0/client-expired-cert.pem pki/libvirt/clientcert.pem";
const brokenOwnPair = "cp $0/client-expired-cert.pem home/.pki/libvirt/clientcert.pem";

const place = (title: string, ...prepare: string[]): PlaceRow => ({ title, prepare: prepare.join("\n") });
const root = (title: string, ...prepare: string[]): PlaceRow => ({ ...place(title, ...prepare), uid: 0 });

export const places: readonly PlaceRow[] = [
  root("root: nothing", "true"),
  root("root: the system's", system),
  root("root: its home does not count", own),
  root("root: its home does not count beside the system's", system, own, brokenOwnPair),
  root("root: revocations of the system", system, "echo garbage > pki/CA/cacrl.pem"),
  place("nothing", "true"),
  place("the system's", system),
  place("the user's", own),
  place("the user's before the system's", system, own, brokenSystemCa, brokenSystemPair),
  place("the user's authority, the system's certificate", system, ownAlone("cacert"), brokenSystemCa),
  place(
    "the system's authority, the user's certificate",
    system,
    ownAlone("clientcert clientkey"),
    brokenSystemPair,
  ),
  place("a certificate without its key", system, ownAlone("cacert clientcert"), brokenOwnPair),
  place("a key without its certificate", system, ownAlone("cacert clientkey")),
  place("a certificate without its key, and none of the system's", ownAlone("cacert clientcert")),
  place("the user's authority alone", ownAlone("cacert")),
  place("revocations of the user", system, own, "echo garbage > home/.pki/libvirt/cacrl.pem"),
  place("revocations of the system", system, own, "echo garbage > pki/CA/cacrl.pem"),
  place("a broken authority of the user is not passed over", system, own, ": > home/.pki/libvirt/cacert.pem"),
  root("libvirt.conf: tls_priority", system, `echo 'tls_priority = "BOGUS"' > etc/libvirt.conf`),
  root(
    "libvirt.conf: a tls_priority that is no string",
    system,
    "echo 'tls_priority = 1' > etc/libvirt.conf",
  ),
  place(
    "libvirt.conf of the user: tls_priority",
    system,
    `mkdir -p home/.config/libvirt; echo 'tls_priority = "NONE"' > home/.config/libvirt/libvirt.conf`,
  ),
];
