import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../../../platforms/sandboxes.ts';

/** Something that happened in the demo's week: who said what, and how long people took to decide, in seconds. */
interface Happening {
  readonly daysAgo: number;
  readonly at: string;
  readonly pause?: number;
  readonly says: readonly (readonly [nick: string, text: string])[];
  /** Done to the farm first. */
  readonly prepare?: (sandbox: Sandbox) => Promise<void>;
}

/** A file of the VM mondas by which its packaging farm fails. */
const broken = ({ guests }: Sandbox) =>
  join(guests.find(({ name }) => name === 'mondas')?.folder ?? '', 'state/broken');

/** The demo's week, oldest first. */
export const story: readonly Happening[] = [
  {
    ...{ daysAgo: 6, at: '09:12', pause: 35 },
    says: [
      ['sarah', '!build mondas master'],
      ['sarah', '!approve 1'],
    ],
  },
  {
    ...{ daysAgo: 6, at: '10:40', pause: 240 },
    says: [
      ['rose', '!clone gallifrey qa'],
      ['sarah', '!approve 2'],
    ],
  },
  {
    ...{ daysAgo: 5, at: '14:05', pause: 12 },
    says: [
      ['rose', '!clone gallifrey tmp'],
      ['rose', '!approve 3'],
    ],
  },
  {
    ...{ daysAgo: 4, at: '16:31', pause: 20 },
    says: [
      ['you', '!stop skaro'],
      ['you', '!approve 4'],
    ],
  },
  {
    ...{ daysAgo: 3, at: '09:50', pause: 610 },
    says: [
      ['rose', '!destroy gallifrey-tmp'],
      ['sarah', '!approve 5'],
    ],
  },
  {
    ...{ daysAgo: 3, at: '11:02', pause: 95 },
    says: [
      ['rose', '!destroy clom'],
      ['sarah', '!deny 6'],
    ],
  },
  {
    ...{ daysAgo: 2, at: '13:15', pause: 9 },
    says: [
      ['you', '!memory clom 2G'],
      ['you', '!approve 7'],
    ],
  },
  {
    ...{ daysAgo: 2, at: '15:48', pause: 7 },
    says: [
      ['you', '!undo 7'],
      ['you', '!approve 8'],
    ],
  },
  {
    ...{ daysAgo: 1, at: '09:30', pause: 16 },
    prepare: (sandbox) => writeFile(broken(sandbox), 'xivo-agid\n'),
    says: [
      ['sarah', '!build mondas v1.2.3'],
      ['sarah', '!approve 9'],
    ],
  },
  { daysAgo: 1, at: '10:21', prepare: (sandbox) => rm(broken(sandbox)), says: [['sarah', '!retry 9']] },
  {
    ...{ daysAgo: 1, at: '17:45', pause: 14 },
    // The node is busy: Ganeti gives the job up, each of the three times it is submitted.
    prepare: ({ hosts: [master] }) => writeFile(join(master.folder, 'state/ganeti/slow-starts'), '3\n'),
    says: [
      ['rose', '!start karn'],
      ['rose', '!approve 10'],
    ],
  },
  {
    ...{ daysAgo: 0, at: '', pause: 11 },
    says: [
      ['sarah', '!build mondas v1.2.4'],
      ['sarah', '!approve 11'],
    ],
  },
];
