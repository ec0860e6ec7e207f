import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { personaliseScript } from '../../../platforms/guest/script.ts';
import { eventually } from '../../support/eventually.ts';
import { needsRoot } from '../../support/root.ts';

let folder: string;
let image: string;

function sh(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('sh', ['-eu', '-c', script, 'sh', ...args], {
    encoding: 'utf8',
    cwd: folder,
  });
  if (status !== 0) throw new Error(`${status}: ${stderr}`);
  return stdout;
}

/**
 * A disk image with a file system that the given script fills, its working directory being the root of it. Nothing is mounted for that: what
 * leaves a mount's name space while another process is in a copy of it stays mounted there, and the image without what was written last.
 */
function disk(fill: string, offset = 0): void {
  sh(
    `truncate -s 24M "$1"; mkdir fs; (cd fs; eval "$2")
     mkfs.ext4 -q -F -d fs -E offset="$3" "$1" $(((24 * 1048576 - $3) / 1024))k
     rm -r fs`,
    image,
    fill,
    String(offset),
  );
}

/** What a command says inside the disk's file system. */
function inside(command: string, offset = 0): string {
  const from = offset === 0 ? image : `${image}?offset=${offset}`;
  return sh('mkdir fs; debugfs -R "rdump / fs" -- "$1" 2>&1 | sed 1d >&2; (cd fs; eval "$2"); rm -r fs', from, command);
}

/** Runs the job as a host would; the tag it puts on the volume is returned. `open`: how often lvs says that something has the volume open. */
function personalise(
  offset = 0,
  length = 0,
  path = process.env.PATH,
  build: readonly string[] = ['', ''],
  open = 0,
  {
    type = 'ext4',
    keys = '',
    network = [],
  }: { readonly type?: string; readonly keys?: string; readonly network?: readonly string[] } = {},
) {
  const looks = join(folder, 'looks');
  const prelude = `as_root() { "$@"; }
    lvchange() { echo "$*" > ${join(folder, 'tag')}; }
    lvs() { echo x >>${looks}; if [ $(wc -l <${looks}) -le ${open} ]; then echo "  -wi-ao----"; else echo "  -wi-a-----"; fi; }
  `;
  const args = [
    image,
    String(offset),
    String(length),
    'gallifrey-dev',
    'gallifrey-dev.xivo.vm.farm',
    'all/dev',
    'done',
    'left',
    type,
    ...build,
    keys,
    ...network,
  ];
  const { status, stdout, stderr } = spawnSync('sh', ['-c', prelude + personaliseScript, 'sh', ...args], {
    encoding: 'utf8',
    // Where its work is, so that a mount it leaves is known for its own.
    env: { ...process.env, PATH: path, TMPDIR: folder },
  });
  const tag = sh('cat tag 2>/dev/null || :').trim();
  return { status, tag, stdout, stderr };
}

const typical = `
mkdir -p etc/ssh etc/udev/rules.d var/lib/dbus
echo gallifrey > etc/hostname
printf '127.0.0.1 localhost\\n127.0.1.1\\tgallifrey.xivo.vm.farm gallifrey\\n10.10.60.2 skaro\\n' > etc/hosts
ssh-keygen -q -N '' -t ed25519 -f etc/ssh/ssh_host_ed25519_key
cp etc/ssh/ssh_host_ed25519_key.pub old.pub
echo 0123456789abcdef0123456789abcdef > etc/machine-id
ln -s /etc/machine-id var/lib/dbus/machine-id
echo 'SUBSYSTEM=="net", ATTR{address}=="52:54:00:00:00:01", NAME="eth0"' > etc/udev/rules.d/70-persistent-net.rules
`;

needsRoot()('personalising a disk', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-disk-'));
    image = join(folder, 'disk');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('touches no disk that something else has open, and says so', () => {
    disk(typical);
    const before = readFileSync(image);
    const { status, stdout, tag } = personalise(0, 0, undefined, undefined, 1000);
    expect({ status, stdout, tag }).toEqual({
      status: 1,
      stdout: 'something has all/dev open: it is not touched\n',
      tag: '',
    });
    expect(readFileSync(image).equals(before)).toBe(true);
  });

  test('waits for udev, which holds a disk for a moment after it was written', () => {
    disk(typical);
    const { status, tag } = personalise(0, 0, undefined, undefined, 2);
    expect({ status, tag }).toEqual({ status: 0, tag: '--addtag done -- all/dev' });
  });

  const conf = '/etc/packaging-farm/packaging-farm.conf';
  test.each([
    ['another revision gives way', 'A = 1\\nGIT_REVISION = v1\\nB = 2\\n', 'A = 1\nGIT_REVISION = master\nB = 2\n'],
    ['several lines become one', 'GIT_REVISION=v1\\nGIT_REVISION ?= v2\\n', 'GIT_REVISION = master\n'],
    ['where none was said, one is', 'A = 1\\n', 'A = 1\nGIT_REVISION = master\n'],
  ])('sets a clone that builds to its own revision: %s', (_, before, after) => {
    disk(`${typical}mkdir etc/packaging-farm; printf '${before}' > etc/packaging-farm/packaging-farm.conf`);
    expect(personalise(0, 0, process.env.PATH, [conf, 'master']).stdout).toContain('revision to build: master');
    expect(inside('cat etc/packaging-farm/packaging-farm.conf')).toBe(after);
  });

  test('leaves a disk without packaging-farm.conf, or with a link in its place, as it is', () => {
    disk(`${typical}mkdir etc/packaging-farm; ln -s /etc/hosts etc/packaging-farm/packaging-farm.conf`);
    const done = personalise(0, 0, process.env.PATH, [conf, 'master']);
    expect(done).toMatchObject({ status: 0, stdout: expect.not.stringContaining('revision') });
    expect(inside('readlink etc/packaging-farm/packaging-farm.conf').trim()).toBe('/etc/hosts');
    expect(personalise(0, 0, process.env.PATH, ['/srv/none/packaging-farm.conf', 'master'])).toMatchObject({
      status: 0,
    });
  });

  test('gives it its own host name, host keys and machine-id, and forgets the old network card', () => {
    disk(typical);
    expect(personalise()).toMatchObject({ status: 0, tag: '--addtag done -- all/dev' });
    expect(inside('cat etc/hostname etc/hosts')).toBe(
      'gallifrey-dev\n127.0.0.1 localhost\n127.0.1.1 gallifrey-dev.xivo.vm.farm gallifrey-dev\n10.10.60.2 skaro\n',
    );
    expect(inside('cat etc/machine-id')).toMatch(/^(?!0123456789abcdef)[0-9a-f]{32}\n$/);
    expect(inside('ls etc/udev/rules.d')).toBe('');
    expect(inside('cmp -s old.pub etc/ssh/ssh_host_ed25519_key.pub || stat -c %a etc/ssh/ssh_host_ed25519_key')).toBe(
      '600\n',
    );
    expect(inside('ssh-keygen -y -f etc/ssh/ssh_host_ed25519_key | cut -d " " -f 1,2')).toBe(
      inside('cut -d " " -f 1,2 etc/ssh/ssh_host_ed25519_key.pub'),
    );
  });

  test('puts the host keys on it that were made before, makes those that were not, and leaves none behind', () => {
    disk(`${typical}ssh-keygen -q -N '' -t ecdsa -f etc/ssh/ssh_host_ecdsa_key`);
    sh(
      "mkdir keys; ssh-keygen -q -N '' -t ed25519 -f keys/ssh_host_ed25519_key; cp keys/ssh_host_ed25519_key.pub made.pub",
    );
    // The source has none of this kind.
    sh("ssh-keygen -q -N '' -t rsa -b 1024 -f keys/ssh_host_rsa_key");
    const before = inside('cat etc/ssh/ssh_host_ecdsa_key.pub');
    expect(personalise(0, 0, undefined, undefined, 0, { keys: join(folder, 'keys') })).toMatchObject({ status: 0 });
    expect(inside('cat etc/ssh/ssh_host_ed25519_key.pub')).toBe(sh('cat made.pub'));
    expect(inside('stat -c %a etc/ssh/ssh_host_ed25519_key')).toBe('600\n');
    expect(inside('cat etc/ssh/ssh_host_ecdsa_key.pub')).not.toBe(before);
    expect(inside('ls etc/ssh')).not.toContain('rsa');
    expect(sh('ls')).not.toMatch(/^keys$/m);
  });

  test('finds the file system of the first partition', () => {
    disk(typical, 1048576);
    expect(personalise(1048576, 23 * 1048576)).toMatchObject({ status: 0, tag: '--addtag done -- all/dev' });
    expect(inside('cat etc/hostname', 1048576)).toBe('gallifrey-dev\n');
  });

  test('leaves a file system without /etc as it was, and says so', () => {
    disk('mkdir data');
    const result = personalise();
    expect(result).toMatchObject({ status: 0, tag: '--addtag left -- all/dev' });
    expect(result.stdout).toContain('has no /etc');
  });

  test.each([
    ['the host name', 'ln -s $VICTIM etc/hostname'],
    ['the machine-id', 'ln -s $VICTIM etc/machine-id'],
    ['a host key', 'ln -s $VICTIM etc/ssh/ssh_host_ecdsa_key'],
    ['/etc', 'mv etc other; ln -s $FOLDER etc'],
    ['/etc/ssh', 'rm -r etc/ssh; ln -s $FOLDER etc/ssh'],
    ['/var/lib', 'rm -r var/lib; ln -s $FOLDER var/lib'],
  ])('follows no link out of the disk where %s should be', (_, trap) => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'untouched\n');
    const before = sh('ls');
    disk(typical + trap.replace('ln -s', 'ln -sfn').replace('$VICTIM', victim).replace('$FOLDER', folder));
    personalise();
    expect(readFileSync(victim, 'utf8')).toBe('untouched\n');
    expect(
      sh('ls')
        .split('\n')
        .filter((name) => !['disk', 'fs', 'tag', 'looks'].includes(name))
        .join('\n'),
    ).toBe(before);
  });

  test('has no kernel read what the guest wrote, and leaves a sound file system', () => {
    disk(typical);
    writeFileSync(join(folder, 'mount'), `#!/bin/sh\necho "$*" >${folder}/mounted\nexit 1\n`, { mode: 0o755 });
    expect(personalise(0, 0, `${folder}:${process.env.PATH}`).status).toBe(0);
    expect(sh('ls')).not.toContain('mounted');
    sh('rm mount; e2fsck -fn "$1" 2>&1', image);
  });

  /** A host whose mount(8) takes the disk for one with XFS, and notes how it was asked. */
  function takenForXfs(): string {
    const wrapper = `#!/bin/sh
echo "$*" >>${folder}/asked
for word; do shift; case $word in xfs) word=ext4 ;; *,nouuid*) word=\${word%%,nouuid*}\${word#*,nouuid} ;; esac; set -- "$@" "$word"; done
/bin/mount "$@" && tail -n 1 /proc/mounts >${folder}/mounted
`;
    writeFileSync(join(folder, 'mount'), wrapper, { mode: 0o755 });
    return `${folder}:${process.env.PATH}`;
  }

  test('of a file system only the kernel knows, runs nothing on it and brings no devices', () => {
    disk(typical);
    expect(personalise(0, 0, takenForXfs(), ['', ''], 0, { type: 'xfs' })).toMatchObject({
      status: 0,
      tag: '--addtag done -- all/dev',
    });
    const [, , type, options = ''] = sh('cat mounted').split(' ');
    expect(type).toBe('ext4');
    expect(options.split(',')).toEqual(expect.arrayContaining(['nosuid', 'nodev', 'noexec']));
    // Another disk with the same UUID, the source's, is mounted perhaps.
    expect(sh('cat asked')).toMatch(/\bxfs\b.*,nouuid\b|,nouuid\b.*\bxfs\b/);
    expect(inside('cat etc/hostname')).toBe('gallifrey-dev\n');
  });

  test.each([
    ['etc/network/interfaces', 'iface eth0 inet static\\n address 10.10.60.5\\n'],
    ['etc/netplan/x.yaml', 'network: {ethernets: {eth0: {addresses: [10.10.60.5/24]}}}\\n'],
    ['etc/sysconfig/network-scripts/ifcfg-eth0', 'IPADDR=10.10.60.5\\n'],
  ])('of a file system only the kernel knows, refuses a guest with a static address in %s', (path, text) => {
    disk(`${typical} mkdir -p ${path.replace(/\/[^/]*$/, '')}; printf '${text}' > ${path}`);
    const { status, tag, stdout } = personalise(0, 0, takenForXfs(), ['', ''], 0, { type: 'xfs' });
    expect({ status, tag }).toEqual({ status: 1, tag: '' });
    expect(stdout).toContain(`/${path} has a static address`);
  });

  test('writes the files of its network as they are given, with the mode they had', () => {
    disk(`${typical} mkdir -p etc/network etc/NetworkManager/system-connections
      echo 'address 10.10.60.5' > etc/network/interfaces
      echo old > 'etc/NetworkManager/system-connections/Wired 1'; chmod 600 'etc/NetworkManager/system-connections/Wired 1'
      echo other > etc/NetworkManager/other`);
    const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
    const network = [
      ['/etc/network/interfaces', 'address 10.10.60.6 \xe9\n'],
      ['/etc/NetworkManager/system-connections/Wired 1', 'new\n'],
      ['/etc/hosts', '10.10.60.6 gallifrey\n'],
    ].flatMap(([path = '', text = '']) => [path, base64(text)]);
    const { status, stdout } = personalise(0, 0, undefined, ['', ''], 0, { network });
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('network: /etc/network/interfaces'),
    });
    expect(Buffer.from(inside('cat etc/network/interfaces | base64'), 'base64').toString('latin1')).toBe(
      'address 10.10.60.6 \xe9\n',
    );
    expect(
      inside('cd etc/NetworkManager; cat "system-connections/Wired 1" other; stat -c %a system-connections/*'),
    ).toBe('new\nother\n600\n');
    expect(inside('cat etc/hosts')).toBe('10.10.60.6 gallifrey-dev\n');
    sh('e2fsck -fn "$1" 2>&1', image);
  });

  test('forgets leases and random seeds, and says what is copied as it is', () => {
    disk(`${typical} mkdir -p var/lib/dhcp var/lib/systemd etc/ssl/private etc/cron.d var/lib/cloud/data
      echo lease > var/lib/dhcp/dhclient.eth0.leases; echo x > var/lib/dhcp/README; echo seed > var/lib/systemd/random-seed
      echo key > etc/ssl/private/site.key; echo t > etc/krb5.keytab; echo iid-1 > var/lib/cloud/data/instance-id
      echo gallifrey > var/lib/cloud/data/previous-hostname`);
    const { status, stdout } = personalise();
    expect(status).toBe(0);
    expect(stdout).toContain('/var/lib/dhcp/dhclient.eth0.leases: forgotten');
    expect(stdout).toContain('/var/lib/systemd/random-seed: forgotten');
    expect(stdout).toContain('copied as they are: /etc/krb5.keytab /etc/ssl/private\n');
    expect(stdout).toContain('cloud-init: keeps its instance-id');
    expect(inside('ls var/lib/dhcp var/lib/systemd; cat var/lib/cloud/data/*')).toBe(
      'var/lib/dhcp:\nREADME\n\nvar/lib/systemd:\niid-1\ngallifrey-dev.xivo.vm.farm\n',
    );
  });

  test('touches nothing else: every other file and folder is as it was', () => {
    disk(`${typical} cp -a /usr/share/zoneinfo/Etc stuff; chown -R 7:8 stuff; ln -s ../x stuff/link`);
    const rest =
      'find . -path ./lost+found -prune -o -path ./etc -prune -o ! -name "machine-id" -printf "%p %y %m %u %g %l\\n" | sort; find stuff -type f -exec md5sum {} + | sort';
    const before = inside(rest);
    expect(personalise().status).toBe(0);
    expect(inside(rest)).toBe(before);
  });

  test('replays the journal of a guest that was copied while it wrote', () => {
    disk(typical);
    sh(
      `mkdir -p fs; mount -o loop "$1" fs; mkdir fs/etc/new; echo late > fs/etc/new/file; rm fs/etc/hosts; sync -f fs/etc/new/file
        cp "$1" copy; umount fs; rmdir fs; mv copy "$1"`,
      image,
    );
    expect(personalise().status).toBe(0);
    expect(inside('cat etc/new/file etc/hostname; ls etc/hosts 2>&1 || :')).toMatch(
      /^late\ngallifrey-dev\n.*No such file/,
    );
    sh('e2fsck -fn "$1" 2>&1', image);
  });

  test('takes no word of the guest as a command', () => {
    disk(`${typical} printf '%s' 'x";touch $FOLDER/pwned;"\`touch pwned\`' > etc/hostname`.replace('$FOLDER', folder));
    expect(personalise().status).toBe(0);
    expect(sh('ls')).not.toContain('pwned');
  });

  test('leaves no mount behind, also where it fails', async () => {
    disk(typical);
    // EXT4_EXTENTS_FL and EXT4_IMMUTABLE_FL: chattr +i.
    sh('debugfs -w -R "sif /etc/hostname flags 0x80010" -- "$1"', image);
    expect(personalise(0, 0, takenForXfs(), ['', ''], 0, { type: 'xfs' })).toMatchObject({ status: 1, tag: '' });
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(folder);
    // The kernel lets go of the loop device some time after the last mount went.
    await eventually(() => expect(sh('losetup -j "$1"', image)).toBe(''));
  });
});
