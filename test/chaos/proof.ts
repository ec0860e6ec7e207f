import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { volumeOf } from '../../platforms/lvm/steps.ts';
import { fold } from '../../src/engine/fold.ts';
import type { Aftermath } from './chaos.ts';
import { hostOf, source, vmOf } from './wanted.ts';

/** Every run ended right, no step was done twice, no lock is left, the chain is whole, and every end was told once. */
export async function allIsWell({ farm, sandbox, journal, told }: Aftermath, runs: number): Promise<void> {
  const numbers = Array.from({ length: runs }, (_, number) => number);
  const heads = await journal.runs({ limit: runs + 1 });
  expect(heads.map(({ title }) => title).toSorted()).toEqual(
    numbers.map((number) => `make ${vmOf(farm, number).name} on ${hostOf(farm, number)}`).toSorted(),
  );
  expect(await journal.verify()).toMatchObject({ ok: true });
  expect(await journal.locks()).toEqual([]);

  for (const { run } of heads) {
    const events = await journal.events(run);
    const view = fold(events);
    expect(view.state, `${view.plan.title}: ${view.why}`).toBe('done');
    const ended = events.filter(({ type }) => type === 'ended');
    expect(ended, `ends of run ${run}`).toHaveLength(1);
    for (const { id, attempt, state } of view.steps) {
      const verified = events.filter(
        ({ type, data }) => type === 'step.verified' && (data as { step: string }).step === id,
      );
      expect({ run, id, state, attempt, verified: verified.length }).toEqual({
        run,
        id,
        state: 'done',
        attempt: 1,
        verified: 1,
      });
    }
  }
  expect(told.toSorted()).toEqual(heads.map(({ run }) => `${run} done`).toSorted());

  const serials = new Set<number>();
  for (const { name, folder, exec } of sandbox.hosts) {
    const own = numbers.filter((number) => hostOf(farm, number) === name).map((number) => vmOf(farm, number));
    const { stdout: volumes } = await exec('lvs --noheadings -o lv_name all');
    const made = volumes.split(/\s+/).filter((volume) => volume !== '' && !volume.includes('.disk0'));
    expect(made.toSorted(), name).toEqual([source.volume, ...own.map((vm) => volumeOf(vm, source))].toSorted());
    expect(globSync('var/lib/farmhand/jobs/*.copy.1', { cwd: folder }), `copies on ${name}`).toHaveLength(own.length);
    const zone = readFileSync(join(folder, 'etc/bind/db.farm'), 'utf8');
    for (const { instance, address } of own) {
      const record = new RegExp(
        `^${instance.replace(/\.farm$/, '').replaceAll('.', '\\.')}\\.?\\s.*\\b${address.replaceAll('.', '\\.')}$`,
        'gm',
      );
      expect(zone.match(record), `${instance} in ${name}'s zone`).toHaveLength(1);
    }
    // Each edit raises the serial by one, the first to the date of the day.
    serials.add(Number(/(\d{10})/.exec(zone)?.[1]) - own.length);
    for (const { site } of own) {
      expect(readFileSync(join(folder, 'etc/nginx/sites-available', site ?? ''), 'utf8')).toContain(site);
    }
  }
  expect(serials.size, 'a zone was edited more, or less, often than there are runs').toBe(1);
}
