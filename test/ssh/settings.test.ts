import { expect, test } from 'vitest';
import { createHosts } from '../../src/ssh/hosts.ts';
import { checkSettings, defaultPath, defaultState, type HostSettings } from '../../src/ssh/settings.ts';

const good: HostSettings = {
  name: 'host01',
  address: 'host01.farm',
  port: 22,
  user: 'root',
  knownHostsFile: '/etc/farmhand/known_hosts',
  sudo: false,
  path: defaultPath,
  state: defaultState,
};

test.each<[string, Partial<HostSettings>, RegExp]>([
  ['a name with a space', { name: 'host 01' }, /name is "host 01"/],
  ['an address that is an option', { address: '-oProxyCommand=id' }, /address/],
  ['a user with a shell character', { user: 'root;id' }, /user/],
  ['a PATH that would end its quotes', { path: "/bin'; id; '" }, /path/],
  ['a state folder that is relative', { state: 'state' }, /state/],
  ['port 0', { port: 0 }, /port is 0/],
  ['a jump that is no host', { jump: 'nowhere' }, /jump nowhere is not a host/],
  ['a jump through itself', { jump: 'host01' }, /in a circle/],
])('%s is refused by name', (_, changes, message) => {
  expect(() => checkSettings([{ ...good, ...changes }])).toThrow(message);
});

test('jumps that go in a circle are refused', () => {
  expect(() =>
    checkSettings([
      { ...good, name: 'a', jump: 'b' },
      { ...good, name: 'b', jump: 'a' },
    ]),
  ).toThrow(/circle: a, b, a/);
});

test('two hosts of one name are refused', () => {
  expect(() => checkSettings([good, good])).toThrow(/same name/);
});

test('a host that is not there is named, with those that are', () => {
  expect(() => createHosts([good]).host('host02')).toThrow('there is no host host02; the farm has host01');
});
