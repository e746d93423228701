// A daemon's log with only what both daemons should say: level and text, without time, process, function and version.

/** What libvirtd's drivers miss in a container, and what it says about itself. */
const elsewhere =
  /dnsmasq|virGDBus|DBus|dbus|udev|dmidecode|virt(gate|) version:|hostname: |modprobe|ovs-vsctl/;

export function plainLog(text: string, folder: string): string {
  return text
    .split("\n")
    .filter((line) => !elsewhere.test(line))
    .map((line) =>
      line
        .replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\+0000: \d+: /, "")
        .replace(/^(debug|info|warning|error) : [\w.]+(:\d+)? : /, "$1 : ")
        // on stderr, before there is a log
        .replace(/^(virtgated|libvirt): +error : /, "error : ")
        .replaceAll(folder, "<folder>"),
    )
    .join("\n")
    .trimEnd();
}
