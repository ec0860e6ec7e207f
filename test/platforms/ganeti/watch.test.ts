import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { submitScript, waitingIn } from '../../../platforms/ganeti/job-scripts.ts';
import { submission } from '../../../platforms/ganeti/luxi.ts';

const entry = (serial: number, text: string) => [serial, [1796040761, 762546], 'message', text];
const change = (status: string, ...log: readonly unknown[]) =>
  JSON.stringify({ success: true, result: [[status], log] });

/** What the script prints of a job where luxid answers so in turn, and then no more; what luxid was asked, and what ran as root. */
const followed = (...answers: readonly string[]) => submitted('', ...answers);

/** The same of a job that luxid is asked to take. */
function submitted(request: string, ...answers: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-watch-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  answers.forEach((answer, at) => {
    writeFileSync(join(folder, String(at + 1)), `${answer}\u0003`);
  });
  for (const name of ['asked', 'root']) writeFileSync(join(folder, name), '');
  const doubles = `
    socat() { tr '\\003' '\\n' >>asked; cat "./$(wc -l <asked)" 2>/dev/null; }
    # Ganeti's command is not watched over.
    sleep() { return 1; }
    as_root() {
      echo "$*" >>root
      case $1-$2 in
        gnt-instance-*) echo '7: gallifrey' ;;
        gnt-debug-*) echo 'node/host01|job6|exclusive:job7'; echo 'node/host02|job5|exclusive:job17' ;;
        gnt-job-list) cat 3 2>/dev/null ;;
        gnt-job-watch) echo "watched $3"; return 3 ;;
      esac
    }`;
  const words = ['-c', `${doubles}\n${submitScript}`, 'sh', 'why', request, 'gnt-instance', 'start', 'gallifrey'];
  const { stdout, status } = spawnSync('sh', words, { cwd: folder, encoding: 'utf8' });
  const lines = (name: string) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
  const asked = lines('asked').map((line) => JSON.parse(line).args as unknown);
  return { stdout, status, asked, root: lines('root').map((line) => line.split(' ', 2).join(' ')) };
}
const began = 'farmhand: ganeti job 7\n';
const head = 'Output from job 7 follows\n-----\n';

test('luxid says when something changes, from what is known already, until the job is done', () => {
  const { stdout, status, asked, root } = followed(
    change('queued'),
    change('running', entry(1, '* disk 0'), entry(2, 'it\'s "there"\n\\')),
    change('running', entry(3, 'more')),
    change('success'),
  );
  expect(stdout).toBe(`${began}${head}* disk 0\nit's "there" / \\\nmore\n`);
  expect(status).toBe(0);
  expect(asked).toEqual([
    [7, ['status'], null, 0, 15],
    [7, ['status'], ['queued'], 0, 15],
    [7, ['status'], ['running'], 2, 15],
    [7, ['status'], ['running'], 3, 15],
  ]);
  expect(root).toEqual(['gnt-instance start']);
});

test.each(['{"success":true,"result":"nochange"}', change('waiting')])(
  'a job that waits for a lock of another says which while %s comes back, until it runs',
  (again) => {
    const waits = followed(change('waiting'), again);
    expect(waitingIn(waits.stdout)).toBe('waits for node/host01 (held by job6)');
    expect(waitingIn(followed(change('waiting'), again, change('running')).stdout)).toBeUndefined();
  },
);

test('a job that runs for long is waited for', () => {
  const again = ['{"success":true,"result":"nochange"}', change('running')];
  expect(followed(change('running'), ...again, ...again, change('success')).stdout).toBe(began + head);
});

test.each([
  ['failed', [change('error')]],
  ['was cancelled', [change('canceled')]],
  ['is not known any more', ['{"success":false,"result":["JobLost",["Can\'t load job file"]]}']],
  ['is in a state that Ganeti does not have', [change('odd')]],
  ['is told in another way', ['{"success":true,"result":null}']],
  ['is told no more', [change('queued'), '']],
  ['cannot be asked about', []],
])("of a job that %s Ganeti's own command says what is to be said", (_, answers) => {
  const { stdout, status, root } = followed(...answers);
  expect(stdout).toBe(`${began}watched 7\n`);
  expect(status).toBe(3);
  expect(root).toContain('gnt-job watch');
});

describe('a job that luxid may take', () => {
  const request = submission({ OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'gallifrey' }, 'why');

  test('is submitted to luxid, for the reason by which it is found again, and by no command', () => {
    const { stdout, status, asked, root } = submitted(request, '{"success": true, "result": 7}', change('success'));
    expect({ stdout, status, root }).toEqual({ stdout: began + head, status: 0, root: [] });
    const reason = [['gnt:user', 'why', expect.any(Number)]];
    expect(asked[0]).toEqual([[{ OP_ID: 'OP_INSTANCE_STARTUP', instance_name: 'gallifrey', reason }]]);
  });

  test.each([
    ['refuses it', '{"success":false,"result":["JobQueueDrainError",["Job queue is drained"]]}'],
    ['lets nobody in', '2026/12/01 12:00:00 socat[7] E connect(, AF=1 "/run/ganeti/socket", 38): Permission denied'],
  ])("is submitted by Ganeti's command where luxid %s", (_, answer) => {
    const { stdout, status, root } = submitted(request, answer, change('success'));
    expect({ stdout, status }).toEqual({ stdout: began + head, status: 0 });
    expect(root).toEqual(['gnt-instance start']);
  });

  test.each(['', '2026/12/01 12:00:00 socat[7] E read(5, 0x5581, 8192): Connection reset by peer'])(
    'is looked for by its reason where luxid was asked and says %j, and submitted by the command only where it is not found',
    (answer) => {
      const had = submitted(
        request,
        answer,
        change('success'),
        "6|[{'reason': ['why not']}]\n7|[{'reason': ['why']}]\n",
      );
      expect(had).toMatchObject({ stdout: began + head, status: 0, root: ['gnt-job list'] });
      const lost = submitted(request, answer, change('success'));
      expect(lost).toMatchObject({ stdout: began + head, status: 0, root: ['gnt-job list', 'gnt-instance start'] });
    },
  );
});
