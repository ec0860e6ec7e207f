import { expect, test } from 'vitest';
import { HoldsAlready, type ReadSettings, reloading, SettingsAgreement } from '../../src/bot/settings-agreement.ts';
import { digestOf } from '../../src/bot/settings-digest.ts';
import type { Decided } from '../../src/engine/decision.ts';
import { CurrentFarm } from '../../src/farm/current-farm.ts';
import type { Farm } from '../../src/farm/farm.ts';

const data = { folder: 'data', journal: 'data/journal.sqlite' };
const read = (value: object, own = data): ReadSettings => ({
  farm: { ...value, data: own } as unknown as Farm,
  digest: digestOf(value),
});
const [one, two, three] = [{ pool: 1 }, { pool: 2 }, { pool: 3 }].map((value) => read(value)) as [
  ReadSettings,
  ReadSettings,
  ReadSettings,
];

/** A process that was started with the first, and what its file and the journal say. */
function process(file: ReadSettings | Error = one, record?: ReadSettings) {
  const says = { file, record: undefined as Decided | undefined, reads: 0, said: [] as string[] };
  const decide = ({ digest }: ReadSettings, run: number) => {
    says.record = { value: { ...digest }, run, at: '2026-12-01T05:00:00.000Z' };
  };
  if (record) decide(record, 7);
  const current = new CurrentFarm(one.farm);
  const agreement = new SettingsAgreement({
    current,
    digest: one.digest,
    reread: async () => {
      says.reads += 1;
      if (says.file instanceof Error) throw says.file;
      return says.file;
    },
    recorded: async () => says.record,
    info: (message) => void says.said.push(message),
    log: (message) => void says.said.push(message),
  });
  return { says, current, agreement, decide };
}

test('as long as none is on record, a process goes by its own, and does not read it again', async () => {
  const { agreement, says } = process(two);
  expect(await agreement.against()).toBeUndefined();
  expect(says.reads).toBe(0);
});

test('when another is on record, and the file is that one, it holds from then on, and what differs is told', async () => {
  const { agreement, current, says } = process(two, two);
  expect(await agreement.against()).toBeUndefined();
  expect(current.now).toBe(two.farm);
  expect(says.said).toEqual(['farm.yaml read anew (run 7): pool changed']);
});

test.each<[string, ReadSettings | Error, RegExp]>([
  ['has another file', one, /^the farm\.yaml here is not the one on record since run 7: put that one here, or/],
  ['has a file that is neither', three, /^the farm\.yaml here is not the one on record since run 7/],
  ['has a wrong file', new Error('farm.yaml:3:1: no\nfarm.yaml:4:1: no'), /is not used here: farm\.yaml:3:1: no; farm/],
  [
    'would have to begin another journal',
    read({ pool: 2 }, { ...data, folder: 'd' }),
    /used here: data changed, which/,
  ],
  ['would have to load plugins', read({ pool: 2, plugins: ['./uptime.js'] }), /used here: plugins changed, which/],
])('a process that %s keeps the one it has, and begins nothing', async (_, file, why) => {
  const { agreement, current, says } = process(file, two);
  expect(await agreement.against()).toMatch(why);
  expect(current.now).toBe(one.farm);
  expect(says.said).toEqual([expect.stringMatching(/^nothing is begun here: /)]);
});

test('it reads its file again only when it is to, or another is on record; then it takes it', async () => {
  const { agreement, current, says, decide } = process(one, two);
  await agreement.against();
  await agreement.against();
  expect(says.reads).toBe(1);
  says.file = two;
  await agreement.follow(true);
  expect([agreement.problem, current.now]).toEqual([undefined, two.farm]);
  says.file = three;
  decide(three, 8);
  await agreement.follow();
  expect(current.now).toBe(three.farm);
});

test('a wrong file is told where it is proposed, and the one that holds stays', async () => {
  const { agreement, current } = process(new Error('farm.yaml:3:1: no such key'));
  await expect(agreement.propose()).rejects.toMatchObject({
    lines: ['farm.yaml stays as it was, since the file cannot be used:', 'farm.yaml:3:1: no such key'],
  });
  expect(current.now).toBe(one.farm);
});

test('what is proposed is decided by its hash, and nothing of the file is in the plan but names', async () => {
  const { agreement, current } = process(two);
  const wanted = reloading(await agreement.propose());
  expect(wanted).toMatchObject({
    notes: ['pool changed'],
    steps: [],
    decisions: [{ kind: 'settings', about: 'farm.yaml', value: { hash: two.digest.hash }, before: null }],
  });
  expect(current.now).toBe(one.farm);
});

test('what holds already is not proposed again; a process that had another takes it', async () => {
  const { agreement, current, says } = process(one, two);
  await agreement.follow();
  says.file = two;
  await expect(agreement.propose()).rejects.toThrow(HoldsAlready);
  expect(current.now).toBe(two.farm);
});
