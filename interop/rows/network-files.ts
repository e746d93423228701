// The files that rows about networks and interfaces may name.

const network = (name: string, number: number, body = "", attributes = "") =>
  `<network${attributes}>\n<name>${name}</name><uuid>c7a5fdbd-edaf-9455-926a-0000000001${number}</uuid>\n${body}\n</network>\n`;

const lan = `<forward mode='nat'/><bridge name='virbr5' delay='3'/><mtu size='9000'/><mac address='52:54:00:12:34:56'/><domain name='example.org' localOnly='yes'/>
<dns><forwarder addr='8.8.8.8'/><txt name='t' value='v'/><srv service='s' protocol='tcp' domain='d' target='g' port='1'/><host ip='10.5.0.8'><hostname>h</hostname></host></dns>
<ip address='10.5.0.1' netmask='255.255.255.0'><dhcp><range start='10.5.0.100' end='10.5.0.110'><lease expiry='2' unit='hours'/></range><host mac='52:54:00:00:00:01' name='a' ip='10.5.0.11'/><host name='b' ip='10.5.0.12'/></dhcp></ip>
<ip family='ipv6' address='2001:db8::1' prefix='64'/><route address='10.6.0.0' prefix='16' gateway='10.5.0.2'/>
<portgroup name='p' default='yes'><bandwidth><inbound average='1000'/></bandwidth></portgroup><portgroup name='q'/>`;

export const networkFiles: Readonly<Record<string, string>> = {
  "lan.xml": network("lan", 10, lan),
  "lan-again.xml": network("lan", 11),
  "lan-other-name.xml": network("lan2", 10),
  "lan-smaller.xml": network("lan", 10, "<bridge name='virbr6'/>"),
  "bridge.xml": network("bridge", 12, "<forward mode='bridge'><interface dev='eth7'/></forward>"),
  "vswitch.xml": network(
    "vswitch",
    13,
    "<forward mode='bridge'/><bridge name='ovs'/><virtualport type='openvswitch'/>",
  ),
  "pool.xml": network("Pool", 14, "<forward mode='hostdev' managed='yes'><pf dev='eth9'/></forward>"),
  "quiet.xml": network("quiet", 15, "<port isolated='yes'/>", " ipv6='yes'"),
  "owned.xml": network(
    "owned",
    16,
    '<metadata><app:owner xmlns:app="http://example.org/app"><app:name>me</app:name></app:owner></metadata>',
  ),
  "utf8.xml": network("größe-日本", 17),
  "default.xml":
    "<network><name>default</name><uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid><bridge name='virbr9'/></network>\n",
  "net-no-uuid.xml": "<network><name>x</name><bridge name='virbr1'/></network>\n",
  "net-empty.xml": "",
  "net-broken.xml": "<network>\n  <name>x</nam>\n</network>\n",
  "net-no-name.xml": "<network/>\n",
  "net-slash.xml": "<network><name>a/b</name></network>\n",
  "net-bad-ip.xml": network("x", 18, "<ip address='here'/>"),
  "net-bad-range.xml": network(
    "x",
    18,
    "<ip address='10.0.0.1'><dhcp><range start='a' end='b'/></dhcp></ip>",
  ),
  "net-bad-mode.xml": network("x", 18, "<forward mode='magic'/>"),
  "host.xml": "<host mac='52:54:00:00:00:09' name='z' ip='10.5.0.99'/>\n",
  "port.xml": "<networkport/>\n",

  "eth0.xml":
    "<interface type='ethernet' name='eth0'><start mode='onboot'/><mtu size='1500'/><mac address='52:54:00:00:00:10'/><protocol family='ipv4'><dhcp/></protocol><link speed='1000' state='up'/></interface>\n",
  "eth1-new.xml": "<interface type='ethernet' name='eth1'><mac address='aa:bb:cc:dd:ee:00'/></interface>\n",
  "eth2-same-mac.xml":
    "<interface type='ethernet' name='eth2'><mac address='AA:BB:CC:DD:EE:FF'/></interface>\n",
  "br0.xml":
    "<interface type='bridge' name='br0'><start mode='onboot'/><bridge stp='off' delay='0.01'><interface type='ethernet' name='eth5'><mac address='52:54:00:00:00:15'/></interface></bridge></interface>\n",
  "bond0.xml":
    "<interface type='bond' name='bond0'><bond mode='active-backup'><miimon freq='100' carrier='netif'/><interface type='ethernet' name='eth6'/></bond></interface>\n",
  "vlan.xml":
    "<interface type='vlan' name='eth0.42'><vlan tag='42'><interface name='eth0'/></vlan></interface>\n",
  "iface-bad.xml": "<interface type='magic' name='eth0'/>\n",
  "iface-broken.xml": "<interface\n",
  "iface-bad-mtu.xml": "<interface type='ethernet' name='eth0'><mtu size='100001'/></interface>\n",
};
