// Commands about tuning, devices, statistics, guests and hosts: what virsh makes of them. Many commands in a row, each row
// on a fresh test:///default.
import type { Row } from "./table.js";

export const tuningFiles: Readonly<Record<string, string>> = {
  "web.xml":
    "<domain type='test'><name>web</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid><memory>65536</memory><os><type>hvm</type></os></domain>\n",
  "cd.xml":
    "<domain type='test'><name>cd</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1810</uuid><memory>65536</memory><os><type>hvm</type></os><devices><disk type='file' device='cdrom'><source file='/a.iso'/><target dev='hdc' bus='ide'/><readonly/></disk><disk type='file' device='cdrom'><target dev='hdd' bus='ide'/><readonly/></disk><disk type='file'><source file='/x.img'/><target dev='vda'/></disk><interface type='network'><source network='default'/><mac address='52:54:00:00:00:01'/></interface><interface type='network'><source network='default'/><mac address='52:54:00:00:00:02'/></interface></devices></domain>\n",
  "vnc.xml":
    "<domain type='test'><name>vnc</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1811</uuid><memory>65536</memory><os><type>hvm</type></os><devices><graphics type='vnc' port='5901' passwd='hush'/></devices></domain>\n",
  "mem.xml": `<domain type='test'><name>mem</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1815</uuid><maxMemory slots='16'>4194304</maxMemory><memory>1048576</memory><vcpu>2</vcpu><os><type>hvm</type></os>
    <cpu><topology sockets='2' dies='1' cores='1' threads='1'/><numa><cell id='0' cpus='0' memory='524288'/><cell id='1' cpus='1' memory='524288'/></numa></cpu>
    <devices><memory model='virtio-mem'><target><size>131072</size><node>0</node><block>2048</block><requested>65536</requested></target><alias name='ua-vm0'/></memory>
    <memory model='virtio-mem'><target><size>131072</size><node>1</node><block>2048</block><requested>65536</requested></target></memory>
    <memory model='dimm'><target><size>131072</size><node>1</node></target><alias name='ua-dimm'/></memory></devices></domain>\n`,
  "disk.xml": "<disk type='file'><source file='/a'/><target dev='vdb'/></disk>\n",
  "cpu.xml": "<cpu><arch>x86_64</arch><model>Penryn</model></cpu>\n",
  "broken.xml": "<broken\n",
  "x.xml": "<x/>\n",
};

export const tuning: Readonly<Record<string, readonly Row[]>> = {
  tuning: [
    "memtune test; memtune test --config; memtune test --live --config; memtune test --live --current; memtune nosuch",
    "memtune test --hard-limit 100000 --swap-hard-limit 200000; memtune test; memtune test --soft-limit 1G --config; memtune test --config; memtune test --hard-limit -1 --swap-hard-limit -1; memtune test; dumpxml test",
    "memtune test --hard-limit x; memtune test --hard-limit 5x; memtune test --min-guarantee 5; memtune test --hard-limit ''; memtune test --hard-limit 5 --swap-hard-limit 3",
    "numatune test; numatune test --mode interleave --nodeset 0-1; numatune test; numatune test --mode strict; numatune test --config --mode 1 --nodeset 0; numatune test --config; numatune test --mode x; numatune test --mode 9; numatune test --nodeset x; numatune test --nodeset ''; numatune test --mode ''",
    "blkiotune test; blkiotune test --weight 500; blkiotune test --weight 0; blkiotune test --weight -1; blkiotune test --weight x; blkiotune test --device-weights /dev/sda,5; blkiotune test --device-read-bytes-sec /dev/sda,x; blkiotune test --device-weights ''; blkiotune test; blkiotune test --config; blkiotune test --live --config",
    "blkdeviotune test vda; blkdeviotune test vda --total-bytes-sec 1000 --total-bytes-sec-max 1M --group-name g; blkdeviotune test vda; blkdeviotune test vda --read-iops-sec x; blkdeviotune test vda --total-bytes-sec x; blkdeviotune test vda --total-bytes-sec 1X; blkdeviotune test vda --group-name ''; blkdeviotune test nosuch; blkdeviotune test nosuch --size-iops-sec 3; blkdeviotune test vda --total_iops_sec_max 5 --config; blkdeviotune test vda --config",
    "domiftune test testnet0; domiftune test testnet0 --inbound 100,200,300,4 --outbound 5,,6; domiftune test testnet0; domiftune test testnet0 --inbound x; domiftune test testnet0 --inbound 1,2,3,4,5; domiftune test testnet0 --inbound ,5; domiftune test testnet0 --outbound ,5; domiftune test testnet0 --outbound 5,5,5,5; domiftune test testnet0 --inbound 5000000000; domiftune test nosuch; domiftune test testnet0 --inbound 0 --config; domiftune test aa:bb:cc:dd:ee:ff",
    "schedinfo test; schedinfo test --weight 5; schedinfo test --set weight=7; schedinfo test --set cap=7; schedinfo test --set x; schedinfo test weight=9; schedinfo test --live; schedinfo test --config; schedinfo test --live --config; schedinfo test --weight x; schedinfo test --set weight=x; schedinfo test --cap 5; schedinfo nosuch; schedinfo test --weight 0; schedinfo test --weight -3",
    "perf test; perf test --enable cmt,mbmt; perf test; perf test --disable cmt --enable cpu_cycles; perf test --enable nosuch; perf test --enable ''; perf test --enable cmt,; perf test --config; perf test --enable cmt --disable cmt",
  ],
  memory: [
    "setmem test 1G; dominfo test; setmem test 1048576 --config; setmem test 100G; setmem test x; setmem test 5X; setmem test 0; setmem test 1G --live --config; setmem test 512M --current; setmem test -5; setmem test 99999999999999999999; setmem test 18446744073709551615",
    "setmaxmem test 1G; setmaxmem test 1G --config; setmaxmem test 1G --live; destroy test; setmaxmem test 1G; setmaxmem test 2G --current; dominfo test; setmaxmem test x",
    "domfsinfo test; domfsfreeze test; domfsfreeze test / /boot; domfsthaw test; domfsthaw test /x; domfsfreeze test --mountpoint / --mountpoint /boot; domfstrim test; domfstrim test --mountpoint / --minimum 5; domfstrim test --mountpoint /x; domfstrim test --minimum x; destroy test; domfsinfo test; domfsfreeze test; domfsthaw test; domfstrim test",
  ],
  processors: [
    "setvcpus test 1; setvcpus test 2 --live; setvcpus test 5; setvcpus test 0; setvcpus test x; setvcpus test 4 --maximum; setvcpus test 4 --maximum --config; setvcpus test 3 --config; setvcpus test 2 --guest; setvcpus test 2 --guest --config; setvcpus test 1 --current --live; setvcpus test 1 --hotpluggable; setvcpus test 99; vcpucount test",
    "vcpupin test; vcpupin test 0; vcpupin test 5; vcpupin test 0 0-3; vcpupin test; vcpupin test --live; vcpupin test --config; vcpupin test --live --config; vcpupin test 0 r; vcpupin test 0 99; vcpupin test 0 x; vcpupin test 0 1 --live; vcpupin test --cpulist 1; vcpupin test 0 ^1; vcpupin test --current; destroy test; vcpupin test; vcpupin test --live; vcpupin test 0 1; vcpupin test 7; vcpupin test 7 --config",
    "emulatorpin test; emulatorpin test 0-3; emulatorpin test; emulatorpin test 1 --config; emulatorpin test --config; emulatorpin test --live --config; emulatorpin test 99; emulatorpin test x; emulatorpin test r; emulatorpin test --current --live; destroy test; emulatorpin test; emulatorpin test 1",
    "iothreadinfo test; iothreadadd test 3; iothreadinfo test; iothreadpin test 3 0-2; iothreadinfo test; iothreadset test 3 --poll-max-ns 77 --poll-grow 2; iothreadset test 3; iothreadset test 3 --poll-grow x; iothreadset test 3 --thread-pool-min 1; iothreaddel test 3; iothreadadd test 0; iothreadadd test -1; iothreadadd test x; iothreaddel test 9; iothreadpin test 9 0; iothreadpin test 3 99; iothreadinfo test --config; iothreadadd test 5 --config; iothreadinfo test --config; iothreadinfo test --live --config; domstats test",
    "destroy test; vcpuinfo test; vcpuinfo test --pretty; vcpuinfo nosuch",
  ],
  guest: [
    "domhostname test; domhostname test --source agent; domhostname test --source x; destroy test; domhostname test",
    "domtime test; domtime test --pretty; domtime test --time 5; domtime test; domtime test --sync; domtime test; domtime test --now --time 5; domtime test --time x; domtime test --time -5; domtime test --pretty; domtime test 77; domtime test --pretty --now; domcontrol test; destroy test; domtime test; domtime test --now",
    "set-user-password test u p; set-user-password test u p --encrypted; set-user-password test u ''; set-user-password test '' p; destroy test; set-user-password test u p; set-user-password test u",
    "send-process-signal test 1 sigkill; send-process-signal test 1 SIG_KILL; send-process-signal test 1 kill; send-process-signal test 1 9; send-process-signal test 2 9; send-process-signal test x 9; send-process-signal test 1 nosuch; send-process-signal test 1 rt5; send-process-signal test 1 rt33; send-process-signal test 1 99; send-process-signal test 0 1; send-process-signal test 1 -1; send-process-signal test 1 sig_rt3",
    "dommemstat test; dommemstat test --period 5; dommemstat test --period -5; dommemstat test --period x; dommemstat test --period 5 --config; dommemstat test --live --config --period 3; dumpxml test; destroy test; dommemstat test; dommemstat test --period 3",
    "guestinfo test; guestinfo test --user; guest-agent-timeout test; guest-agent-timeout test --timeout 5; guest-agent-timeout test 5; dompmsuspend test mem; dompmsuspend test x; dompmsuspend test disk --duration 5; dompmwakeup test; guestvcpus test; guestvcpus test 1 --enable; guestvcpus test 1; guestvcpus test --enable; guestvcpus test --enable --disable; setvcpu test 1 --enable; setvcpu test 1; setvcpu test 1 --enable --disable; setvcpu test 1 --disable --config",
  ],
  statistics: [
    "domblkstat test; domblkstat test nosuch; domifstat test nosuch; destroy test; domblkstat test vda; domifstat test testnet0; domblkstat nosuch vda",
    "domblkinfo test vda; domblkinfo test vda --human; domblkinfo test --all; domblkinfo test --all --human; domblkinfo test; domblkinfo test nosuch; domblkinfo test --all vda; domblkinfo test /guest/diskimage1; destroy test; domblkinfo test vda; domblkinfo nosuch vda",
    "domblkerror test; destroy test; domblkerror test; define web.xml; start web; domblkerror web; domfsinfo web; domifaddr web",
    "domifaddr test; domifaddr test --full; domifaddr test --source agent; domifaddr test --source x; domifaddr test --interface testnet0; domifaddr test --interface nosuch; domifaddr test testnet0; destroy test; domifaddr test; start test; domifaddr test --source arp",
    "domif-getlink test testnet0; domif-getlink test nosuch; domif-getlink test aa:bb:cc:dd:ee:ff; domif-getlink test testnet0 --config; domif-getlink test aa:bb:cc:dd:ee:00; domif-setlink test testnet0 down; domif-setlink test testnet0 x; domif-setlink test nosuch up; domif-setlink test testnet0 up --config; domif-setlink test testnet0 down --print-xml",
    "domstats; domstats test; domstats --state; domstats --iothread; domstats --state --raw test; domstats --enforce; domstats --enforce --balloon; domstats --block; domstats --list-active; domstats --list-inactive; domstats --list-running --list-paused; domstats nosuch; domstats test nosuch; domstats --nowait --backing; destroy test; domstats; domstats --list-active; domstats --list-shutoff",
  ],
  dumps: [
    "dump test x.core; dump test /nosuch/x; dump test x.core --memory-only; dump test x.core --memory-only --format elf; dump test x.core --memory-only --format kdump-zlib; dump test x.core --memory-only --format x; dump test x.core --format elf; dump test x.core --live --crash; dump test x.core --crash; domstate test --reason",
    "dump test y.core --verbose; dump test y.core --reset; dump test y.core --live; dump test y.core --bypass-cache; dump nosuch x",
    "create vnc.xml; save vnc v.sav; save-image-dumpxml v.sav; save-image-dumpxml v.sav --security-info",
    "save test s.sav; save-image-dumpxml s.sav; save-image-dumpxml s.sav --security-info; save-image-dumpxml nosuch; save-image-define s.sav web.xml; save-image-dumpxml s.sav; save-image-define s.sav web.xml --running --paused; save-image-define s.sav nosuch.xml; save-image-define s.sav broken.xml; save-image-define nosuch web.xml; save-image-define s.sav web.xml --running",
    "managedsave-dumpxml test; managedsave-define test web.xml; managedsave-define test nosuch.xml; managedsave-define test web.xml --running --paused; managedsave-dumpxml test --security-info",
  ],
  descriptions: [
    "metadata test http://x; metadata test http://x --key a --set '<b>1</b>'; metadata test http://x; metadata test http://x --set '<b/>'; metadata test http://x --remove; metadata test http://x; metadata test http://x --config; metadata test http://x --key a --set '<b>2</b>' --config; metadata test http://x --config; metadata test http://x --set '<b/>' --remove; metadata test http://x --key a --set broken; metadata test '' ; metadata test http://x --live --config --key a --set '<c/>'; dumpxml test",
    "set-lifecycle-action test reboot destroy; set-lifecycle-action test poweroff coredump-destroy; set-lifecycle-action test crash coredump-restart --config; set-lifecycle-action test x destroy; set-lifecycle-action test reboot x; set-lifecycle-action test reboot preserve --live --config; dumpxml test; dumpxml test --inactive; set-lifecycle-action test reboot destroy --current --live",
    "ttyconsole test; ttyconsole nosuch; domlaunchsecinfo test; domsetlaunchsecstate test; domsetlaunchsecstate test --secret cpu.xml --secrethdr cpu.xml; domsetlaunchsecstate test --secret cpu.xml; domdirtyrate-calc test; domdirtyrate-calc test --mode x; domdirtyrate-calc test --seconds 5 --mode dirty-ring; domblkthreshold test vda 5; domblkthreshold test vda x",
  ],
  host: [
    "freepages --all; freepages; freepages --cellno 0; freepages --cellno 0 --pagesize 4; freepages --cellno -5; freepages --cellno -1 --pagesize 4; freepages --all --cellno 1; freepages --pagesize 4; freepages --cellno 0 --pagesize x; freepages --cellno 0 --pagesize 2M; freepages 0 4; freepages --all --pagesize 4",
    "allocpages 4 10; allocpages 4 10 --cellno 0; allocpages 4 10 --all; allocpages 4 10 --add; allocpages x 10; allocpages 4 x; allocpages 4 10 --cellno -5; allocpages 4 10 --cellno 0 --all; allocpages 0 5; allocpages 4",
    "node-memory-tune; node-memory-tune --shm-pages-to-scan 5; node-memory-tune --shm-sleep-millisecs x; nodesevinfo; nodesuspend mem 60; nodesuspend x 60; nodesuspend mem -5; nodesuspend disk x; nodesuspend hybrid 60",
    "cpu-models x86_64; cpu-models bogus; cpu-models mips; cpu-models s390x; cpu-models ppc64",
    "cpu-compare cpu.xml; cpu-compare nosuch; cpu-compare broken.xml; cpu-compare x.xml; cpu-compare web.xml; cpu-compare cpu.xml --error --validate; hypervisor-cpu-compare cpu.xml; hypervisor-cpu-compare nosuch; hypervisor-cpu-compare cpu.xml --virttype kvm; hypervisor-cpu-baseline cpu.xml; hypervisor-cpu-baseline nosuch; hypervisor-cpu-baseline; domcapabilities; domcapabilities kvm; domcapabilities --arch x86_64 --machine pc; domcapabilities --disable-deprecated-features",
  ],
  details: [
    "domblkstat test nosuch --human; domblkinfo test --all vda",
    "domif-setlink test nosuch up; domif-setlink test testnet0 down --print-xml; domif-setlink test testnet0 down; destroy test; domif-setlink test testnet0 down",
    "cpu-stats test --start 0 --count 1; cpu-stats test --count 9; cpu-stats test --count 0; cpu-stats test --total --start 1; cpu-stats test --start 1 --count 0; destroy test; cpu-stats test --start 1; cpu-stats test",
    "dump test x.core --live --crash; dump test x.core --live --reset; dump test x.core --memory-only --format win-dmp --crash; dump test x.core --crash; domstate test --reason",
    "metadata test http://x --key a --set broken; metadata test http://x --edit --set x; metadata test http://x --edit",
    "domsetlaunchsecstate test --secret cpu.xml; domblkthreshold test vda x; set-lifecycle-action test poweroff coredump-destroy",
  ],
  devices: [
    "attach-device test disk.xml; attach-device test disk.xml --live; attach-device test disk.xml --persistent; attach-device test nosuch; attach-device test disk.xml --current --live; attach-device test disk.xml --persistent --current; detach-device test disk.xml; detach-device test disk.xml --config; detach-device test nosuch; update-device test disk.xml; update-device test disk.xml --force --live; update-device test nosuch; detach-device-alias test a; detach-device-alias test a --config; update-memory-device test",
    "attach-disk test /x vdb --print-xml; attach-disk test /x vdb --print-xml --driver qemu --subdriver raw --cache none --io native --iothread 2 --type cdrom --mode readonly --sourcetype file --serial 5 --wwn 5000c50015ea71ad --rawio --alias ua-x --targetbus virtio; attach-disk test /x vdb --address pci:0000.00.0a.0 --multifunction --print-xml; attach-disk test /x vdb --address ccw:0xfe.0.0000 --print-xml; attach-disk test /x sdb --address scsi:0.0.1 --print-xml; attach-disk test /x sdb --address usb:0.1 --print-xml; attach-disk test /x sdb --address sata:0.0.1 --print-xml; attach-disk test /x hdb --address ide:0.0.1 --print-xml",
    "attach-disk test /x vdb --address x --print-xml; attach-disk test /x vdb --address ide:0.0.1 --print-xml; attach-disk test /x sdb --address pci:0.0.0.0 --print-xml; attach-disk test /x hdb --address pci:0.0.0.0 --print-xml; attach-disk test /x vdb --mode x; attach-disk test /x vdb --sourcetype x; attach-disk test /x vdb --wwn x; attach-disk test '' vdb --print-xml; attach-disk test /x vdb; attach-disk test /x vdb --live; attach-disk test /x vdb --shareable --print-xml; attach-disk test x vdb --source-protocol nbd --source-host-name h:10 --print-xml; attach-disk test x vdb --source-protocol rbd --print-xml; attach-disk test cd.xml vdb --print-xml; attach-disk test x vdb --source-protocol nbd --source-host-socket /s --source-host-transport unix --print-xml --sourcetype network; attach-disk test \"a'b&c\" vdb --print-xml; attach-disk test /x vdb --address pci:zz --print-xml",
    "attach-interface test network default --print-xml; attach-interface test bridge br0 --print-xml --target t --mac 52:54:00:00:00:03 --script s --model virtio --alias ua-a --inbound 1,2,3,4 --outbound 5,6,7; attach-interface test direct eth0 --print-xml --source-mode vepa; attach-interface test hostdev 0000:00:1f.2 --print-xml --managed; attach-interface test hostdev x --print-xml; attach-interface test user x --print-xml; attach-interface test x x; attach-interface test network default --inbound x --print-xml; attach-interface test network default --inbound 0 --print-xml; attach-interface test network default --outbound 0 --print-xml; attach-interface test network default --outbound 1,2,3,4 --print-xml; attach-interface test network default; attach-interface test network default --config; attach-interface test direct eth0 --print-xml --source-mode x; attach-interface test direct eth0 --print-xml; attach-interface test network d --print-xml --source-mode vepa",
    "detach-disk test vda; detach-disk test vda --print-xml; detach-disk test nosuch; detach-disk test vda --config; detach-disk test /guest/diskimage1 --live --print-xml; detach-interface test network; detach-interface test bridge; detach-interface test network --mac aa:bb:cc:dd:ee:ff; detach-interface test network --mac aa:bb:cc:dd:ee:00; detach-interface test network --print-xml; detach-interface test network --config --print-xml; detach-interface test network --persistent; define cd.xml; detach-interface cd network; detach-interface cd network --mac 52:54:00:00:00:02 --print-xml; detach-disk web vda; define web.xml; detach-disk web vda; detach-interface web network",
    "define cd.xml; change-media cd hdc --eject --print-xml; change-media cd hdc --insert /b.iso; change-media cd hdc /b.iso --print-xml; change-media cd hdc /b.iso --update --block --print-xml; change-media cd hdd /b.iso --insert --print-xml; change-media cd hdd --eject; change-media cd hdd --insert; change-media cd vda --eject; change-media cd nosuch --eject; change-media cd hdc --eject; change-media cd hdc /x --force --config; change-media cd hdc; change-media cd hdc --eject --insert; change-media test hdc --eject; change-media cd hdc --update; change-media cd /a.iso --eject --print-xml",
  ],
  memoryDevices: [
    "define mem.xml; update-memory-device mem --print-xml --node 0; update-memory-device mem --print-xml --node 0 --requested-size 96M; update-memory-device mem --print-xml --alias ua-vm0 --requested-size 1; update-memory-device mem --print-xml --alias ua-vm0 --requested-size 1025b --config; update-memory-device mem --print-xml --alias ua-dimm --live; start mem; update-memory-device mem --print-xml --node 0 --requested-size 0 --current",
    ...[
      ...[
        "",
        "--node 1 --print-xml",
        "--node 7",
        "--node x",
        "--node -1",
        "--node ''",
        "--alias nosuch",
        "--alias ''",
      ],
      ...[
        "--node 0 --alias a",
        "--live --current",
        "--node 0 --requested-size x",
        "--node 0 --requested-size 5X",
      ],
      ...[
        "--alias ua-dimm --requested-size 5",
        "--node 7 --requested-size x",
        "--node 0",
        "--node 0 --config --live",
      ],
    ].map((words) => `define mem.xml; update-memory-device mem ${words}`),
    "update-memory-device test",
  ],
  jobs: [
    "blockcommit test vda; blockcommit test vda --active --wait; blockcommit test vda --verbose; blockcommit test vda --async; blockcommit test vda --pivot --keep-overlay; blockcommit test vda 5 --bytes; blockcommit test vda --timeout 1; blockcommit test vda --timeout 0; blockcommit test vda --bandwidth x; blockcommit test vda --bandwidth 5X --bytes",
    "blockcopy test vda; blockcopy test vda /x; blockcopy test vda /x --wait --verbose; blockcopy test vda /x --verbose; blockcopy test vda /x --xml disk.xml; blockcopy test vda --xml disk.xml; blockcopy test vda --xml nosuch; blockcopy test vda /x --format qcow2; blockcopy test vda /x --format qcow2 --print-xml; blockcopy test vda /x --blockdev --print-xml; blockcopy test vda /x --raw; blockcopy test vda /x --pivot --finish; blockcopy test vda /x --granularity 5 --buf-size 6 --bandwidth 7; blockcopy test vda /x --async; blockcopy test vda /x --transient-job; blockcopy test vda /x --synchronous-writes",
    "blockpull test vda; blockpull test vda --wait; blockpull test vda --verbose; blockpull test vda --base /y; blockpull test vda 5 --bytes; blockpull test vda --keep-relative; blockpull test vda --async; blockjob test vda; blockjob test vda --info; blockjob test vda --raw; blockjob test vda --abort; blockjob test vda --pivot --async; blockjob test vda --raw --abort; blockjob test vda 5; blockjob test vda 5 --bytes; blockjob test vda x; blockjob test vda --info --bandwidth 5; blockresize test vda 5; blockresize test vda 5B; blockresize test vda x; blockresize test vda 1G",
    "domjobabort test; domjobabort test --postcopy; domjobinfo test; domjobinfo test --completed; domjobinfo test --completed --keep-completed; domjobinfo test --keep-completed; domxml-from-native x disk.xml; domxml-from-native x nosuch; domxml-to-native x test; domxml-to-native x --xml disk.xml; domxml-to-native x; domxml-to-native x test --xml disk.xml; domxml-to-native x nosuch",
    "get-user-sshkeys test root; set-user-sshkeys test root; set-user-sshkeys test root --file disk.xml; set-user-sshkeys test root --reset; set-user-sshkeys test root --remove; set-user-sshkeys test root --reset --remove; set-user-sshkeys test root --file nosuch; set-user-sshkeys test root --file disk.xml --remove",
  ],
  migration: [
    "migrate-setspeed test 5; migrate-getspeed test; migrate-setspeed test x; migrate-getspeed test --postcopy; migrate-setmaxdowntime test 5; migrate-setmaxdowntime test x; migrate-getmaxdowntime test; migrate-compcache test; migrate-compcache test --size 5; migrate-postcopy test; migrate-setmaxdowntime test -5; migrate-setmaxdowntime test 0; migrate-compcache test --size x; migrate-setspeed test 5 --postcopy",
    "migrate test test:///default --live --p2p --direct; migrate test test:///default --direct; migrate test test:///default --tunnelled; migrate test test:///default --timeout-suspend; migrate test test:///default --copy-storage-all --copy-storage-inc; migrate test x; migrate test test:///default --p2p --verbose; migrate test test:///default --timeout 0; migrate test test:///default --timeout 5 ; migrate test test:///default --xml nosuch; migrate test test:///default --postcopy-after-precopy; migrate test test:///default --compressed --p2p; migrate test test:///default --auto-converge-initial 5; migrate nosuch test:///default; migrate test test:///default --timeout-postcopy --timeout-suspend --timeout 5; migrate test test:///default --offline; migrate test test:///default --dname x",
  ],
  hypervisors: [
    "qemu-monitor-command test x; qemu-monitor-command test --hmp info; qemu-monitor-command test --hmp --pretty x; qemu-agent-command test x; qemu-agent-command test x --timeout 0; qemu-agent-command test x --block --async; qemu-agent-command test x --timeout 5 --block; qemu-attach x; qemu-attach 1; qemu-monitor-event --timeout 1; qemu-monitor-event test --timeout 1; lxc-enter-namespace test /bin/ls; console test; console test --force --safe; destroy test; console test",
    "attach-interface test vhostuser /sock --source-mode client --print-xml; attach-interface test vhostuser /sock --print-xml; attach-interface test direct e --source-mode server --print-xml; attach-interface test vhostuser /sock --source-mode server --target t --print-xml; attach-interface test ethernet e --print-xml; managedsave-edit test; save-image-edit nosuch",
  ],
};
