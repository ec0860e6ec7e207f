import { describe, expect, test } from 'vitest';
import { zonesIn } from '../../../platforms/bind/discover.ts';

const vms = [
  { instance: 'skaro.vm.farm', address: '10.10.60.2', volumes: [] },
  { instance: 'a.xivo.vm.farm', address: '10.10.60.3', volumes: [] },
  { instance: 'b.xivo.vm.farm', address: '10.10.60.4', volumes: [] },
];

/** As named-checkconf -px prints it. */
const zone = (name: string, file: string, more = '') =>
  `zone "${name}" {\n\ttype primary;\n\tfile "${file}";\n${more}};\n`;
const options = 'options {\n\tdirectory "/var/cache/bind";\n};\n';
const usual = `${options}zone "." {\n\ttype hint;\n\tfile "/usr/share/dns/root.hints";\n};\n${zone('localhost', '/etc/bind/db.local')}${zone('127.in-addr.arpa', '/etc/bind/db.127')}`;

const settingsIn = (conf: string) => zonesIn(conf, vms)?.settings;

describe('zones of BIND', () => {
  test('are those with the names and the addresses of the VMs', () => {
    const conf =
      usual +
      zone('farm', '/etc/bind/db.farm') +
      zone('10.10.in-addr.arpa', '/etc/bind/db.10.10') +
      zone('example.org', 'db.org');
    expect(settingsIn(conf)).toMatchObject({
      forward: { zone: { value: 'farm' }, file: { value: '/etc/bind/db.farm' } },
      reverse: { zone: { value: '10.10.in-addr.arpa' }, file: { value: '/etc/bind/db.10.10' } },
    });
    expect(zonesIn(conf, vms)?.knows).toBe(3);
  });

  test('have that of IPv6 addresses too, where VMs have some', () => {
    const six = vms.map((vm, index) => ({ ...vm, address6: `2001:db8:10:60::${index}` }));
    const arpa = '0.6.0.0.0.1.0.0.8.b.d.0.1.0.0.2.ip6.arpa';
    const conf = usual + zone('farm', '/f') + zone(arpa, '/etc/bind/db.2001');
    expect(zonesIn(conf, six)?.settings).toMatchObject({
      reverse6: { zone: { value: arpa }, file: { value: '/etc/bind/db.2001' } },
    });
    expect(settingsIn(conf)).not.toHaveProperty('reverse6');
  });

  test('of zones in zones: the one that most VMs have their own records in', () => {
    const conf = usual + zone('farm', '/f') + zone('xivo.vm.farm', '/etc/bind/db.xivo');
    expect(settingsIn(conf)?.forward).toMatchObject({ zone: { value: 'xivo.vm.farm' } });
  });

  test('are found however their names are written', () => {
    expect(settingsIn(usual + zone('FARM.', '/f'))?.forward).toMatchObject({ zone: { value: 'farm' } });
  });

  test('have files below the directory of named, where their names are relative', () => {
    expect(settingsIn(usual + zone('farm', 'master/db.farm'))?.forward).toMatchObject({
      file: { value: '/var/cache/bind/master/db.farm' },
    });
  });

  test.each([
    ['takes dynamic updates', zone('farm', '/f', '\tallow-update {\n\t\tkey "farmhand";\n\t};\n'), 'kind: rfc2136'],
    ['has an update policy', zone('farm', '/f', '\tupdate-policy local;\n'), 'kind: rfc2136'],
    ['is signed', zone('farm', '/f', '\tdnssec-policy "default";\n'), 'signed'],
    ['has its primary elsewhere', zone('farm', '/f').replace('primary', 'secondary'), 'primary server is another'],
  ])('one that %s is not edited by hand, and it is said why', (_, conf, why) => {
    const found = zonesIn(usual + conf, vms);
    expect(found).toMatchObject({ knows: 0, settings: {} });
    expect(found?.remarks?.join()).toContain(why);
  });

  test('that let nobody update them are edited', () => {
    expect(settingsIn(usual + zone('farm', '/f', '\tallow-update {\n\t\t"none";\n\t};\n'))?.forward).toBeDefined();
  });

  test('in views are a guess', () => {
    const found = zonesIn(`${usual}view "inside" {\n${zone('farm', '/etc/bind/db.inside')}};\n`, vms);
    expect(found?.settings.forward).toMatchObject({ zone: { value: 'farm', unsure: true } });
    expect(found?.remarks?.join()).toContain('views');
  });

  test('are asked where named listens, if that is not loopback', () => {
    const listening = (words: string) =>
      settingsIn(usual.replace('};', `\tlisten-on ${words};\n};`) + zone('farm', '/etc/bind/db.farm'));
    expect(listening('port 5353 {\n\t\t10.10.0.254/32;\n\t}')).toMatchObject({
      address: { value: '10.10.0.254' },
      port: { value: 5353 },
    });
    expect(listening('{\n\t\t127.0.0.1/32;\n\t\t10.10.0.254/32;\n\t}')).not.toHaveProperty('address');
  });

  test('with no VM in them are none', () => {
    expect(zonesIn(usual, vms)).toBeUndefined();
  });
});
