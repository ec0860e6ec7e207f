/** What the lab is made of. Everything here is part of the cached image's key: a change means a new image. */
export const recipe = {
  /** Debian packages of the host, beside what `mmdebstrap --variant=apt` brings. */
  packages: [
    ['systemd', 'systemd-sysv', 'udev', 'dbus', 'kmod', 'mount', 'procps', 'iproute2', 'iputils-ping', 'less'],
    ['linux-image-cloud-amd64', 'openssh-server', 'git', 'curl', 'socat'],
    ['lvm2', 'e2fsprogs', 'drbd-utils', 'ganeti', 'ganeti-instance-debootstrap', 'qemu-system-x86'],
    ['bind9', 'bind9-utils', 'bind9-dnsutils', 'isc-dhcp-server', 'shorewall', 'nginx'],
    // For the virtual machines' own disk, kernel and initramfs.
    ['busybox-static', 'dropbear-bin', 'cpio', 'lz4', 'zstd', 'xz-utils'],
  ].flat(),

  /** Packages of skaro, a virtual machine that builds Debian packages, beside what is essential; nothing they recommend. */
  builderPackages: ['dpkg-dev', 'make', 'git', 'reprepro'],

  /** Size of the host's root disk and of the disk under volume group `all`. Ganeti wants more than 20 GiB there. */
  rootDisk: '6G',
  volumeGroupDisk: '40G',

  /** MiB. Room for Ganeti, gallifrey and two clones of it, each with what QEMU needs to emulate it. */
  memory: 4096,

  /** MiB of the second node, where a lab has one. Room for two small instances. */
  secondMemory: 2048,

  /** Software emulation answers the same on every machine; a /dev/kvm that opens may still hang its guest. */
  accelerator: 'tcg,thread=multi',

  /** With `erms` the kernel and libc copy by `rep movsb`, which is emulated byte by byte. */
  processor: 'max,-erms',

  /** norandmaps: code that is translated for one process serves the next only at the same address; a new process costs a third then. */
  kernelArguments: 'root=/dev/vda rw net.ifnames=0 mitigations=off norandmaps console=ttyS0 quiet',

  /** host02 is host01's disk before its first boot, with another name and without the farm's services. */
  secondArguments: [
    'systemd.hostname=host02.farm',
    ...['named', 'isc-dhcp-server', 'shorewall', 'nginx'].map((service) => `systemd.mask=${service}.service`),
  ].join(' '),

  /** Each host's address on QEMU's user network, and its failover address for the virtual machines' SSH. */
  address: '10.0.2.15',

  /** Ports of host01 reachable from outside: SSH, the proxy, and the SSH of the virtual machines .2 to .9. */
  ports: [22, 80, 22002, 22003, 22004, 22005, 22006, 22007, 22008, 22009],

  /** Name of QEMU's snapshot of the farm at work. */
  snapshot: 'ready',

  /** Name of the snapshot, in the root disk, of the host before its first boot: what a second node is made from. */
  installed: 'installed',
};

/** Programs the machine that runs the lab needs, and the Debian package of each. */
export const tools: Record<string, string> = {
  mmdebstrap: 'mmdebstrap',
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  mke2fs: 'e2fsprogs',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  tar: 'tar',
};
