import type { Reading } from '../src/bot/command.ts';
import { twoBuilders } from '../src/bot/survey/builder.ts';
import { listed } from '../src/bot/words.ts';
import type { Hunk } from '../src/farm/text/diff.ts';
import { shown } from '../src/farm/text/patch.ts';

export const diff: Reading = {
  name: 'diff',
  kind: 'read',
  elsewhere: ['compare'],
  usage: 'diff FROM TO',
  summary: 'Shows what would have to change on a packaging farm for it to be set as another.',
  details: ({ roles }) => [
    `${roles.builder.filesTitle}, but for the variables that are TO's own (keep: in farm.yaml).`,
    '!sync FROM TO makes it so.',
  ],
  examples: [
    { after: ['clone gallifrey dev'], say: 'diff gallifrey gallifrey-dev', shows: '+ SUPPORTED_DISTRIBUTIONS' },
    { say: 'diff gallifrey skaro', shows: 'skaro builds nothing' },
  ],
  answer: async ({ args: [from = '', to = ''], farm, recent }) => {
    const [source, target] = await twoBuilders(farm, [from, to], await recent.look(), recent.read);
    const drifts = farm.roles.builder.driftOf(source.files, target.files, target.build.keep);
    const own = `but for its own ${listed(target.build.keep)}`;
    const files = drifts.map(({ path, hunks }) => ({ path, hunks: hunks.map(hunkOf) }));
    const [fromName, toName, { keep }] = [source.vm.name, target.vm.name, target.build];
    const data = { kind: 'diff', from: fromName, to: toName, keep, files } as const;
    if (drifts.length === 0)
      return { tone: 'answer', lines: [`${target.vm.name} is set as ${source.vm.name}, ${own}.`], data };
    return {
      tone: 'answer',
      lines: [
        `${target.vm.name} would be as ${source.vm.name}, ${own}, with this changed:`,
        ...drifts.flatMap(({ path, hunks }) => [`${path}:`, ...hunks.flatMap(hunkLines)]),
        `!sync ${source.vm.name} ${target.vm.name} changes it.`,
      ],
      data,
    };
  },
};

function hunkOf({ at, removed, added }: Hunk) {
  return { line: at + 1, removed: shown(removed), added: shown(added) };
}

function hunkLines({ at, removed, added }: Hunk): readonly string[] {
  return [
    `  line ${at + 1}`,
    ...shown(removed).map((line) => `  - ${line}`),
    ...shown(added).map((line) => `  + ${line}`),
  ];
}
