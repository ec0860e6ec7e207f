import { expect, test } from 'vitest';
import { scene } from './scene.ts';

const shared = scene();

test('a VM is started and ballooned down, given memory, restarted and ballooned again, stopped', async () => {
  const { say, done } = await scene();
  const memory = async () => /memory +(.*)$/m.exec((await say('!status skaro')).join('\n'))?.[1];
  await done('!start skaro');
  expect(await memory()).toBe('1 GiB of 4 GiB');
  await done('!memory skaro 2G');
  expect(await memory()).toBe('2 GiB of 4 GiB');
  await done('!restart skaro');
  expect(await memory()).toBe('1 GiB of 4 GiB');
  await done('!stop skaro');
  expect((await say('!status skaro'))[0]).toBe('skaro: down (ADMIN_down) on host01.farm, protected');
  expect((await say('!runs')).filter((line) => / done /.test(line))).toHaveLength(4);
});

test.each([
  ['!start gallifrey', 'gallifrey runs already. !restart gallifrey restarts it.'],
  ['!stop skaro', 'skaro is down already.'],
  ['!restart skaro', 'skaro is down. !start skaro starts it.'],
  ['!memory gallifrey 1', '"1" is no size, such as 512M or 2G.'],
  ['!memory gallifrey 64M', '64 MiB is less than a guest can live with: at least 128 MiB.'],
])('%s is refused: %s', async (text, answer) => {
  const { say } = await shared;
  expect(await say(text)).toEqual([answer]);
});

test('what cannot be read is said, and the rest is shown', async () => {
  const { say } = await scene((farm) => {
    const [name = '', host] = [...farm.hosts][0] ?? [];
    const gone = { ...host, name: 'gone', port: 1 } as NonNullable<typeof host>;
    return {
      ...farm,
      hosts: new Map([
        [name, host as typeof gone],
        ['gone', gone],
      ]),
      proxy: farm.proxy && { ...farm.proxy, host: 'gone' },
    };
  });
  const lines = await say('!status gallifrey');
  expect(lines[0]).toBe('gallifrey: running on host01.farm, protected');
  expect(lines[1]).toMatch(/^Not known: .*gone/);
  expect((await say('!clone gallifrey dev'))[0]).toBe('I cannot plan that now: the proxy could not be read.');
});
