import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/sandbox/made.ts';
import { eventually } from '../support/eventually.ts';
import type { ByHand } from './hands.ts';
import { scene } from './scene.ts';

/** What !drift, !restore and !adopt do about each of these edits by hand. */
export function drifted(handEdits: readonly ByHand[]): void {
  describe.each(handEdits)('$what', ({ step, now, make, again }) => {
    test('is found, restored, and had back by the undoing of that', async () => {
      const { say, done, sandbox } = await scene();
      await done('clone gallifrey dev');
      const left = await sandbox.snapshot();
      await make(sandbox);
      const byHand = await sandbox.snapshot();
      expect(byHand).not.toEqual(left);

      const shown = (await say('drift')).join('\n');
      expect(shown).toContain(`gallifrey-dev ${step}: `);
      expect(shown).toContain(`${now}`);
      expect(shown.match(/^gallifrey-dev /gm)).toHaveLength(1);
      expect((await say('blame gallifrey-dev')).find((line) => line.startsWith(`${step} `))).toMatch(
        new RegExp(`run 1 .*${now}.*, changed by hand after \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC`),
      );
      expect(await sandbox.snapshot()).toEqual(byHand);

      expect((await done('restore gallifrey-dev')).join('\n')).toContain('is done');
      expect((await say('drift')).join('\n')).toContain('all as runs left them');
      expect(files(await sandbox.snapshot())).toEqual(files(left));
      expect((await done('undo 2')).join('\n')).toContain('is done');
      expect((await say('drift')).join('\n')).toContain(now);
    });

    test('is taken as right as it is, and no further', async () => {
      const { say, done, sandbox } = await scene();
      await done('clone gallifrey dev');
      await make(sandbox);
      const said = (await say('adopt gallifrey-dev', 'sarah')).join('\n');
      expect(said).toMatch(new RegExp(`decides: right as changed by hand: .*: ${now}`));
      expect(said).toMatch(
        /Run 2 is done in .*: take as right what was changed by hand of gallifrey-dev, asked by sarah/,
      );
      expect((await say('drift')).join('\n')).toContain('1 change by hand taken as right');
      expect((await say('restore gallifrey-dev')).join('\n')).toContain('is as runs left it');
      expect((await say('blame gallifrey-dev')).join('\n')).toContain('which sarah took as right on');
      await done('undo 2');
      expect((await say('drift')).join('\n')).toContain(`gallifrey-dev ${step}: `);
      await done('adopt gallifrey-dev');
      await again(sandbox);
      await eventually(async () => expect((await say('drift')).join('\n')).toContain(`gallifrey-dev ${step}: `));
    });
  });
}

/** The files of the services, without the serials of zones. */
function files(farm: Snapshot): ReadonlyMap<string, string> {
  return new Map(
    [...farm].flatMap(([path, text]) =>
      path.includes('/etc/') ? [[path, text.replace(/\b\d{10}\b/, 'SERIAL')] as const] : [],
    ),
  );
}
