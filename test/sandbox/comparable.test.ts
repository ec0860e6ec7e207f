import { expect, it, onTestFinished } from 'vitest';
import { comparable, createSandbox } from '../../platforms/sandboxes.ts';

it('two farms in which the same was done are equal but for what was chosen at random', async () => {
  const made = async (mac: string) => {
    const sandbox = await createSandbox({ diskSize: 8 * 2 ** 20 });
    onTestFinished(() => sandbox.close());
    const { code, stderr } = await sandbox.hosts[0].exec(`set -e
      lvcreate --yes --extents 2 --name dev --addtag farmhand.name.dev.disk.${mac.replaceAll(':', '').slice(4)} -- all
      dd if=../dev/all/f3e8d23f-21c0-417d-9b5e-91bb4da9b926.disk0 of=../dev/all/dev
      echo 'dev IN A 10.10.60.6' >> ../etc/bind/db.farm
      systemctl reload named
      gnt-instance add -n host01.farm -B memory=1G -o debootstrap+default -t plain --disk 0:adopt=dev --no-install --net 0:mac=${mac} dev.farm`);
    expect([code, stderr.replace(/\d.*/s, '')]).toEqual([0, '']);
    return await sandbox.snapshot();
  };
  const [one, other] = await Promise.all([made('52:54:00:00:00:01'), made('52:54:00:00:00:02')]);
  expect(one).not.toEqual(other);
  expect(comparable(one)).toEqual(comparable(other));
  expect([...comparable(one).keys()]).toContain('host01/dev/all/dev.farm.disk0');
});
