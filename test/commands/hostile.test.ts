import { existsSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { actions } from '../../platforms/actions.ts';
import type { Planning, PlanningContext } from '../../src/bot/command.ts';
import type { Drift } from '../../src/bot/drift.ts';
import { parse } from '../../src/bot/parse.ts';
import { Refusal } from '../../src/bot/refusal.ts';
import type { RunService } from '../../src/bot/run-service.ts';
import { Subscriptions } from '../../src/bot/subscriptions.ts';
import { listOf } from '../../src/engine/facts.ts';
import { known } from '../../src/engine/look.ts';
import type { Wanted, WantedStep } from '../../src/engine/plan.ts';
import { state } from '../bot/survey/state.ts';
import { exampleFarm } from '../farm/farms.ts';
import { anyText } from '../support/any-text.ts';
import { notesInMemory } from '../support/notes.ts';
import { scene } from './scene.ts';

/** Where a person's words become the name of something on a host. */
const planning = commands.filter((command): command is Planning => command.kind === 'plan' && command.name !== 'undo');

const corpus = [
  '$(reboot)',
  '`reboot`',
  '; reboot',
  '&& reboot',
  '| nc evil 1',
  '> /etc/passwd',
  '../../etc/shadow',
  '/dev/sda',
  '--force',
  '-rf',
  '*',
  '?',
  '~root',
  '$HOME',
  '${IFS}',
  '%0a',
  '\\n',
  '\u0000',
  "'; DROP TABLE events; --",
  '__proto__',
  'constructor',
  'gallifrey dev',
  'gallifrey.xivo.vm.farm.',
  '10.10.60.5',
  'Ⅷ',
  'ɡallifrey',
  'gallifrey\u200b',
  '{name}',
  '<@U01>',
  '#xivo',
  'x'.repeat(64),
  'x'.repeat(5000),
  '',
];

/** A plan made from these words, or the refusal of them. Anything else is thrown on. */
async function asked(command: Planning, args: readonly string[]): Promise<Wanted | Refusal> {
  const farm = { ...exampleFarm, vms: new Map() };
  const where = { platform: 'irc', channel: '#xivo', private: false };
  const context: PlanningContext = {
    person: { name: 'loic', roles: [] },
    speaker: { platform: 'irc', nick: 'loic', account: 'loic' },
    where,
    identify: '',
    args,
    remarks: {},
    farm,
    look: async () => state(),
    // Nothing is read but whether an address answers, and none does, what a disk holds, and who uses a VM, and nobody does.
    read: async (parts) => {
      const known = {
        neighbours: { answers: false, routed: false, asked: true, shown: '' },
        contents: [{ at: 0, bytes: 1, type: '-' }],
        connections: [],
        requests: { times: [], since: 0 },
        logins: { now: [], past: { known: { since: 0 } } },
      };
      const readings = Object.entries(parts).flatMap(([name, part]) => {
        if (part === undefined) return [];
        if (!(name in known)) throw new Error('nothing else is read');
        const reading = { known: known[name as keyof typeof known] };
        return [[name, part instanceof Map ? new Map([...part.keys()].map((key) => [key, reading])) : reading]];
      });
      return Object.fromEntries(readings) as never;
    },
    subscriptions: new Subscriptions(notesInMemory()),
    drift: { left: async () => ({ left: [] }) } as unknown as Drift,
    pending: async () => [],
    foresee: () => undefined,
    undoing: async () => {
      throw new Error('nothing is taken back');
    },
    runService: { decided: async () => new Map() } as unknown as RunService,
  };
  return command.plan(context).catch((error) => {
    if (error instanceof Refusal) return error;
    throw error;
  });
}

function expectHarmless(wanted: Wanted): void {
  for (const step of wanted.steps) known(actions, step);
  for (const subject of wanted.subjects) expect(subject).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  expect(wanted.command).toMatch(/^[a-z0-9 -]+$/i);
}

describe.each(planning.map((command) => ({ name: command.name, command })))('!$name', ({ command }) => {
  test.each(corpus)('does not take %j for anything', async (word) => {
    for (const args of [
      [word, 'dev'],
      ['gallifrey', word],
    ]) {
      const result = await asked(command, args);
      if (!(result instanceof Refusal)) expectHarmless(result);
      // No command has a second word that any of these is right for.
      else expect(result.lines.length).toBeGreaterThan(0);
    }
    expect(await asked(command, [word, 'dev'])).toBeInstanceOf(Refusal);
  });

  test('makes of any words whatever a plan of plain names, or a refusal', async () => {
    const word = fc.oneof(anyText(), fc.constantFrom('gallifrey', 'dev', '1G'), fc.stringMatching(/^[a-z0-9-]{1,70}$/));
    await fc.assert(
      fc.asyncProperty(word, word, async (one, other) => {
        const result = await asked(command, [one, other]);
        if (!(result instanceof Refusal)) expectHarmless(result);
      }),
    );
  });
});

/** What a step reads on hosts: its scripts alone, without the values they are given. */
function scripts(step: WantedStep): readonly string[] {
  const { definition, args } = known(actions, step);
  return listOf(definition.facts(args)).map(({ read }) => read.script);
}

/** The arguments with a word in the place of one text after the other. */
function spoilt(args: unknown, word: string): readonly unknown[] {
  if (typeof args === 'string') return [word];
  if (typeof args !== 'object' || args === null) return [];
  return Object.entries(args).flatMap(([key, value]) => spoilt(value, word).map((one) => ({ ...args, [key]: one })));
}

describe('no argument becomes a part of a script', () => {
  test.each(['clone gallifrey dev', 'stop gallifrey', 'restart gallifrey', 'memory gallifrey 1G'])(
    'of !%s',
    async (text) => {
      const [name, ...args] = text.split(' ');
      const wanted = await asked(planning.find((command) => command.name === name) as Planning, args);
      if (wanted instanceof Refusal) throw wanted;
      let taken = 0;
      for (const step of wanted.steps) {
        const fixed = scripts(step);
        for (const word of corpus) {
          for (const args of spoilt(step.args, word)) {
            if (!actions.get(step.action)?.args.safeParse(args).success) continue;
            taken += 1;
            expect(scripts({ ...step, args: args as WantedStep['args'] })).toEqual(fixed);
          }
        }
      }
      expect(taken).toBeGreaterThan(0);
    },
  );
});

test('nothing people type reaches a shell of a host, whichever command it is typed behind', async () => {
  const { say, sandbox, farmhand } = await scene();
  const canary = `${sandbox.hosts[0].folder}/canary`;
  const before = await sandbox.snapshot();
  const words = ["$(touch CANARY)`touch CANARY`;touch CANARY;'|touch CANARY|'", '--reference=CANARY'];
  for (const { name, usage } of commands) {
    const places = usage.split(' ').slice(1);
    for (const word of words.map((one) => one.replaceAll('CANARY', canary))) {
      const args = places.map((_, place) =>
        places.map((__, at) => (at === place ? `“${word}”` : 'gallifrey')).join(' '),
      );
      for (const text of new Set(args)) {
        const lines = await say(`!${name} ${text}`);
        expect(lines.length, text).toBeGreaterThan(0);
      }
    }
  }
  expect(existsSync(canary)).toBe(false);
  expect(await farmhand.engine.runs()).toEqual([]);
  expect(await sandbox.snapshot()).toEqual(before);
});

test('what is typed comes to a command as the words it was typed as, or not at all', () => {
  for (const text of corpus) {
    const parsed = parse(`status "${text}"`);
    if (parsed.is === 'command') expect(parsed.args.join(' ')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
});
