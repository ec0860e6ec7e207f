import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FileState } from '../../src/ssh/host.ts';
import { eventually } from '../support/eventually.ts';
import { needs } from '../support/servers.ts';
import { connectTo, proxyTo } from './clients.ts';
import { at, expectTidy, get, put, text, useFiles } from './files.ts';
import { host, sshd } from './one-host.ts';

/** Ends once a file is there. */
const until = (name: string) => ({
  script: 'while [ ! -e "$2" ] && [ -d "$(dirname "$2")" ]; do sleep 0.02; done',
  args: [at(name)],
});

/** Waits until a transaction of a service has its lock. */
const underWay = (service: string) =>
  eventually(() => expect(readdirSync(`${sshd.state}/kept`).join()).toContain(service));

needs('sshd')('edits of different services of a host', () => {
  useFiles();
  const edit = (path: string, before: FileState, after: FileState) => ({ edits: [{ path: at(path), before, after }] });

  test('do not wait for each other, and those of one service do', async () => {
    const slow = host.edit({ ...edit('rules', null, text('1')), check: until('go'), service: 'shorewall' });
    await underWay('@shorewall-');
    await host.edit({ ...edit('dhcpd.conf', null, text('1')), service: 'dhcp' });
    await host.edit(edit('other', null, text('1')));
    let over = false;
    const next = host.edit({ ...edit('params', null, text('1')), service: 'shorewall' }).then(() => {
      over = true;
    });
    await host.edit({ ...edit('dhcpd.conf', text('1'), text('2')), service: 'dhcp' });
    expect([get('dhcpd.conf'), get('other'), over, existsSync(at('rules'))]).toEqual(['2', '1', false, false]);
    put('go', '');
    await Promise.all([slow, next]);
    expect([get('rules'), get('params')]).toEqual(['1', '1']);
    expectTidy();
  });

  test('are all waited for by whoever wants to know that nothing is under way', async () => {
    const proxy = await proxyTo(sshd);
    const cut = connectTo(sshd.settings({ port: proxy.port }))('host01');
    const lost = cut.edit({ ...edit('site', null, text('1')), check: until('go'), service: 'nginx' });
    const outcome = expect(lost).rejects.toThrow();
    await underWay('@nginx-');
    proxy.cut();
    await outcome;
    put('go', '');
    await host.settled();
    expect(get('site')).toBe('1');
    expectTidy();
  });

  test('are put right by the next of the same service when the script of one dies', async () => {
    put('rules', 'old');
    const dies = { script: 'kill -9 "$PPID"' };
    const broken = { ...edit('rules', text('old'), text('new')), reload: dies, service: 'shorewall' };
    await expect(host.edit(broken)).rejects.toThrow();
    await host.edit({ ...edit('zone', null, text('1')), service: 'dns' });
    await host.edit({ ...edit('params', null, text('1')), service: 'shorewall' });
    expect(get('params')).toBe('1');
    expectTidy();
  });
});
