// The files that lie in the current folder of every row.

const domain = (body: string, attributes = " type='test'") => `<domain${attributes}>\n${body}\n</domain>\n`;
const uuid = "c7a5fdbd-edaf-9455-926a-d65c16db1809";
const small = `<name>web</name><uuid>${uuid}</uuid><memory unit='MiB'>64</memory><os><type>hvm</type></os>`;

export const files: Readonly<Record<string, string>> = {
  "web.xml": domain(small),
  "web-no-uuid.xml": domain("<name>web</name><memory>65536</memory><os><type>hvm</type></os>"),
  "web-again.xml": domain(small.replace(uuid, "c7a5fdbd-edaf-9455-926a-000000000001")),
  "web-other-name.xml": domain(small.replace("web", "mail")),
  "test.xml": domain(
    "<name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid><memory unit='GiB'>1</memory><vcpu>4</vcpu><os><type>hvm</type></os>",
  ),
  "full.xml": domain(`
  <name>full</name>
  <uuid>c7a5fdbd-edaf-9455-926a-000000000002</uuid>
  <title>A title</title>
  <description>First line
second line &amp; more</description>
  <metadata><app:owner xmlns:app="http://example.org/app"><app:name>me</app:name></app:owner></metadata>
  <memory unit='MiB'>512</memory>
  <currentMemory unit='MiB'>256</currentMemory>
  <vcpu current='2'>4</vcpu>
  <os><type arch='i686'>hvm</type><boot dev='cdrom'/><boot dev='hd'/><bootmenu enable='yes'/></os>
  <features><acpi/><apic/><pae/></features>
  <clock offset='localtime'/>
  <on_poweroff>preserve</on_poweroff><on_reboot>destroy</on_reboot><on_crash>restart</on_crash>
  <devices>
    <emulator>/usr/bin/test-hv</emulator>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/images/full.qcow2'/><target dev='vda' bus='virtio'/><serial>S1</serial></disk>
    <disk type='block' device='cdrom'><source dev='/dev/sr0'/><target dev='hdc' bus='ide'/><readonly/></disk>
    <disk type='network' device='disk'><source protocol='nbd' name='export'><host name='example.org' port='10809'/></source><target dev='vdb' bus='virtio'/></disk>
    <interface type='bridge'><mac address='52:54:00:11:22:33'/><source bridge='br0'/><model type='virtio'/></interface>
    <interface type='user'><mac address='52:54:00:11:22:34'/></interface>
    <serial type='pty'><target port='0'/></serial>
    <console type='pty'/>
    <input type='tablet' bus='usb'/>
    <graphics type='vnc' port='5950' listen='127.0.0.1' passwd='hush'/>
    <graphics type='spice' port='5960' tlsPort='5961' listen='127.0.0.1' passwd='quiet'/>
    <sound model='ac97'/>
    <video><model type='vga' vram='16384' heads='1'/></video>
  </devices>`),
  "utf8.xml": domain(small.replace("web", "größe-日本").replace("1809", "1810")),
  "empty.xml": "",
  "broken.xml": "<domain type='test'>\n  <name>web</nam>\n</domain>\n",
  "unclosed.xml": "<domain type='test'><name>web</name>",
  "not-domain.xml": "<network><name>web</name></network>\n",
  "no-name.xml": domain("<memory>65536</memory><os><type>hvm</type></os>"),
  "empty-name.xml": domain("<name></name><memory>65536</memory><os><type>hvm</type></os>"),
  "slash-name.xml": domain("<name>a/b</name><memory>65536</memory><os><type>hvm</type></os>"),
  "newline-name.xml": domain("<name>a\nb</name><memory>65536</memory><os><type>hvm</type></os>"),
  "no-type.xml": domain(small, ""),
  "bad-type.xml": domain(small, " type='bogus'"),
  "other-type.xml": domain(small, " type='kvm'"),
  "bad-uuid.xml": domain(small.replace(uuid, "not-a-uuid")),
  "no-memory.xml": domain("<name>web</name><os><type>hvm</type></os>"),
  "bad-memory.xml": domain("<name>web</name><memory unit='parsec'>1</memory><os><type>hvm</type></os>"),
  "no-os.xml": domain("<name>web</name><memory>65536</memory>"),
  "bad-os.xml": domain("<name>web</name><memory>65536</memory><os><type>bogus</type></os>"),
  "bad-arch.xml": domain("<name>web</name><memory>65536</memory><os><type arch='z80'>hvm</type></os>"),
  "bad-vcpu.xml": domain("<name>web</name><memory>65536</memory><vcpu>many</vcpu><os><type>hvm</type></os>"),
  "too-many-current.xml": domain(
    "<name>web</name><memory>65536</memory><vcpu current='3'>2</vcpu><os><type>hvm</type></os>",
  ),
  "bad-disk.xml": domain(`${small}<devices><disk type='file'><source file='/x'/></disk></devices>`),
  "twice-disk.xml": domain(
    `${small}<devices><disk type='file'><source file='/x'/><target dev='vda'/></disk><disk type='file'><source file='/y'/><target dev='vda'/></disk></devices>`,
  ),
  "bad-mac.xml": domain(
    `${small}<devices><interface type='user'><mac address='52:54'/></interface></devices>`,
  ),
  "bad-action.xml": domain(`${small}<on_crash>explode</on_crash>`),
  "garbage.sav": "this is not a saved domain\n",
};
