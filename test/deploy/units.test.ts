import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { httpAddress } from '../../main/http/address.ts';
import { exit } from '../../main/program.ts';
import { stopWithin } from '../../main/signals.ts';
import { needs } from '../support/servers.ts';
import { root, text, unknownWords, variables } from './known.ts';

const units = ['farmhand.service', 'farmhand-worker.service'] as const;

/** Values by `Section.Key`, in their order (systemd.syntax(7)). Throws on a line that is neither. */
function parsed(unit: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let section = '';
  for (const line of unit.split('\n').filter((line) => line !== '' && !line.startsWith('#'))) {
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? [];
    const [, key, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) section = name;
    else if (key === undefined || section === '') throw new Error(`not a line of a unit: ${line}`);
    else found.set(`${section}.${key}`, [...(found.get(`${section}.${key}`) ?? []), value]);
  }
  return found;
}

describe.each(units)('deploy/%s', (name) => {
  const unit = parsed(text(`deploy/${name}`));
  const one = (key: string) => unit.get(`Service.${key}`)?.at(-1);
  const environment = new Map(
    unit.get('Service.Environment')?.map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );

  test('starts what farmhand has', () => {
    const [program = '', ...words] = one('ExecStart')?.split(' ') ?? [];
    expect(program).toBe('/opt/farmhand/bin/farmhand');
    expect(unknownWords(words)).toEqual([]);
  });

  test('is not started on a farm.yaml that cannot be used', () => {
    expect(one('ExecCondition')).toBe('/opt/farmhand/bin/farmhand check');
    expect(unknownWords(['check'])).toEqual([]);
  });

  test('is reloaded by what says where farm.yaml is wrong', () => {
    expect(one('ExecReload')).toBe('/opt/farmhand/bin/farmhand reload');
    expect(unknownWords(['reload'])).toEqual([]);
  });

  test('sets only variables farmhand reads', () => {
    expect([...environment.keys()].filter((name) => !variables.has(name))).toEqual([]);
    expect(httpAddress(environment.get('FARMHAND_HTTP') ?? '').host).toBe('127.0.0.1');
  });

  test('is stopped later than farmhand stops by itself, and started again unless it was started wrongly', () => {
    expect(Number(one('TimeoutStopSec')) * 1000).toBeGreaterThan(stopWithin);
    expect([one('Restart'), one('RestartPreventExitStatus')]).toEqual(['always', String(exit.usage)]);
  });

  test('keeps what it needs for itself where it may write', () => {
    expect(one('ProtectSystem')).toBe('strict');
    expect([one('StateDirectory'), one('CacheDirectory')]).toEqual(['farmhand', 'farmhand']);
    expect(environment.get('XDG_CACHE_HOME')).toBe('/var/cache');
  });

  test('cannot gain rights, and still knows which process holds a lease', () => {
    expect([one('NoNewPrivileges'), one('CapabilityBoundingSet')]).toEqual(['yes', '']);
    expect(one('User')).toBe('farmhand');
    expect(unit.has('Service.ProcSubset')).toBe(false);
  });
});

test('bot and worker on one machine listen on ports of their own', () => {
  const ports = units.map((name) => /^Environment=FARMHAND_HTTP=(.*)$/m.exec(text(`deploy/${name}`))?.[1]);
  expect(new Set(ports).size).toBe(units.length);
});

needs('systemd-analyze')('systemd itself', () => {
  const run = promisify(execFile);

  test.each(units)('finds nothing wrong with %s', async (name) => {
    const folder = await mkdtemp(join(tmpdir(), 'farmhand-units-'));
    try {
      // It looks whether there is such a program.
      const here = text(`deploy/${name}`).replaceAll('/opt/farmhand', root);
      await writeFile(join(folder, name), here);
      const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', join(folder, name)]);
      expect(stdout + stderr).toBe('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each(units)('calls the exposure of %s OK', async (name) => {
    const file = join(root, 'deploy', name);
    const args = ['security', '--offline=true', '--no-pager', '--threshold=20', file];
    const { stdout } = await run('systemd-analyze', args);
    expect(stdout).toMatch(/Overall exposure level for \S+: [01]\.\d OK/);
  });
});
