import { describe, expect, test } from 'vitest';
import { farmhand } from '../farmhand.ts';

/** Empty lines enough for every stop of the tour. */
const enters = '\n'.repeat(30);

describe.each(['seed', 'modern'])('the demo with the %s farm', (name) => {
  const demo = (input: string) => farmhand(['demo', '--farm', name], { input });

  test('shows a dozen VMs, the one in trouble, and a build that goes on', async () => {
    const { out, err, code } = await demo('!status\n!runs\n');
    expect(out.match(/^\S+ +(running|down \(\w+\)) +10\.10\.60\.\d+ /gm)).toHaveLength(12);
    expect(out).toMatch(/^karn +down \(ERROR_down\)/m);
    expect(out).toMatch(/^12 VMs: .*, 1 in trouble: karn \(Ganeti says ERROR_down\)$/m);
    expect(out).toContain('run 10 failed: start karn, asked by rose');
    expect(out).toContain('run 11 is running: build mondas from v1.2.4, asked by sarah');
    expect(out).toMatch(/^11 +running.*\n10 +failed.*\n9 +done/m);
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });

  test('takes back and reads what was done in its week', async () => {
    const { out, code } = await demo('!log 2\n!why 10\n!undo 4\n!approve\n!undo 2\n/as sarah\n!approve\n!status\n');
    expect(out).toContain('Run 2: clone gallifrey to gallifrey-qa, asked by rose, done.');
    expect(out).toContain('asked by rose');
    expect(out).toMatch(/Run 12 is done in .*: undo run 4: stop skaro/);
    expect(out).toMatch(/Run 13 is done in .*: undo run 2: clone gallifrey to gallifrey-qa/);
    const after = out.slice(out.lastIndexOf('> !status'));
    expect(after).toMatch(/^skaro +running/m);
    expect(after).not.toContain('gallifrey-qa');
    expect(code).toBe(0);
  });

  test('leads through its whole tour, and all of it happens', async () => {
    const { out, err } = await demo(`/tour\n${enters}!runs\n`);
    expect(out).not.toContain('so it stays here');
    expect(out).toContain('That was the tour.');
    const ended = [
      'start karn',
      'undo run 4: stop skaro',
      'clone gallifrey to gallifrey-tour',
      'destroy gallifrey-tour',
      'undo run 14: destroy gallifrey-tour',
    ];
    for (const title of ended) expect(out).toMatch(new RegExp(`Run \\d+ is done in .*: ${title}`));
    expect(out).toContain('so somebody else has to approve it');
    expect(out).toMatch(/destroyed by \S+: !undo 14 gives it back/);
    expect(out).toMatch(/Run \d+ \(purge gallifrey-tour\) was denied by sarah/);
    expect(out.slice(out.lastIndexOf('Enter types: !status gallifrey-tour'))).toMatch(/^gallifrey-tour: running/m);
    expect(err).toBe('');
  });
});
