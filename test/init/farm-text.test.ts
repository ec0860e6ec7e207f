import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseFarm } from '../../platforms/load-farm.ts';
import type { Draft } from '../../src/init/draft.ts';
import { farmText } from '../../src/init/farm-text.ts';
import { guessesOf, guessLine } from '../../src/init/guesses.ts';

const from = 'somewhere';
const draft: Draft = {
  hosts: [{ name: 'host01', address: 'host01.farm', port: 2222, user: 'farmer', keys: ['~/.ssh/farmhand'] }],
  sections: [
    { section: 'ganeti', role: 'hypervisor', settings: { node: { value: 'host01.farm', from, unsure: true } } },
    { section: 'lvm', role: 'storage', settings: { volume_group: { value: 'all', from } } },
    {
      section: 'dns',
      role: 'dns',
      settings: { forward: { zone: { value: 'farm', from }, file: { value: '/etc/bind/db.farm', from } } },
    },
    {
      section: 'proxy',
      role: 'proxy',
      settings: { available: { value: '/etc/nginx/sites-available', from } },
      out: 'host01 has nginx, but it leads to no VM',
    },
  ],
  pool: { network: { value: '10.10.60.0/24', from }, exclude: { value: [1, 254], from } },
  naming: { instance: { value: '{name}.farm', from } },
  vms: new Map([['skaro', { instance: 'skaro.old.farm' }]]),
  person: { name: 'alice', identities: { console: 'alice', irc: 'alice_' } },
  chat: {},
};

describe('the first farm.yaml', () => {
  test('is one that farmhand takes, with what was found in it', () => {
    const farm = parseFarm(farmText(draft), '/etc/farmhand/farm.yaml');
    expect(farm.hosts.get('host01')).toMatchObject({ address: 'host01.farm', port: 2222, user: 'farmer', sudo: true });
    expect(farm.pool.excluded).toEqual(['10.10.60.1', '10.10.60.254']);
    expect(farm.vms.get('skaro')).toMatchObject({ protected: true, instance: 'skaro.old.farm' });
    expect(farm.people.get('alice')?.identities).toEqual({ console: 'alice', irc: 'alice_' });
    expect(farm.proxy).toBeUndefined();
  });

  test('says on each line what it is taken from, and marks what is a guess', () => {
    const text = farmText(draft);
    expect(text).toContain('  node: host01.farm # CHECK: somewhere\n');
    expect(text).toContain('  volume_group: all # somewhere\n');
    expect(text).toContain('  exclude: [1, 254] # somewhere\n');
  });

  test('has what is left out as a comment that is right once the # are taken away', () => {
    const lines = farmText(draft).split('\n');
    const at = lines.indexOf('# host01 has nginx, but it leads to no VM:');
    expect(
      parse(
        lines
          .slice(at + 1, at + 3)
          .join('\n')
          .replaceAll(/^# /gm, ''),
      ),
    ).toEqual({
      proxy: { available: '/etc/nginx/sites-available' },
    });
  });

  test("keeps a host's words in the comment, whatever they are", () => {
    const said = { value: 'all', from: 'x\npolicy: []\u2028#\r\nlvm: {}\u001b[31m\u202e' };
    const sections = [{ section: 'lvm', role: 'storage', settings: { volume_group: said } }];
    expect(parse(farmText({ ...draft, sections }))).toMatchObject({ lvm: { volume_group: 'all' } });
    expect(parse(farmText({ ...draft, sections })).policy).toBeUndefined();
    expect(farmText({ ...draft, sections }).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('is told to the person setting by setting, what is left out not among them', () => {
    expect(guessesOf(draft).map(guessLine)).toEqual([
      'check  ganeti.node: host01.farm  (somewhere)',
      '       lvm.volume_group: all  (somewhere)',
      '       dns.forward.zone: farm  (somewhere)',
      '       dns.forward.file: /etc/bind/db.farm  (somewhere)',
      '       pool.network: 10.10.60.0/24  (somewhere)',
      '       pool.exclude: [1,254]  (somewhere)',
      '       naming.instance: {name}.farm  (somewhere)',
    ]);
  });
});
