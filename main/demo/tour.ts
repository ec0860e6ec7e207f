import type { Tour, TourStop } from '../../adapters/console/tour.ts';

/** Whom the tour makes speak. */
export interface Cast {
  readonly you: string;
  /** Who approves what takes a second person. */
  readonly other: string;
}

/** The demo's tour. `lived`: a week was on the farm. */
export function tourOf({ you, other }: Cast, lived: boolean): Tour {
  return {
    stops: [
      ...beginning(lived),
      ...(lived ? trouble : []),
      ...clone,
      ...destroy({ you, other }),
      ...(lived ? build : []),
    ],
    ends: [
      'That was the tour. The farm is yours now; nothing on it is real. Worth a try: !plan destroy clom, !diff mondas gallifrey, !help clone.',
      'For a farm of your own: docs/first-farm.md gets you to a first plan in ten minutes, docs/slack.md to Slack in five.',
      'farmhand killed amid a step goes on where it was, and does nothing twice: docs/crashes.md. /quit leaves.',
    ],
  };
}

function beginning(lived: boolean): readonly TourStop[] {
  return [
    {
      says: [
        'At any time you can type something else; Enter then still does what the tour waits for. /tour off leaves it, /tour goes on.',
        'First the farm as it is. It is asked of hypervisor, DNS, DHCP, firewall and proxy anew each time; farmhand keeps no list of its own.',
      ],
      types: '!status',
    },
    ...(lived
      ? [
          {
            says: [
              'A dozen VMs, one of them in trouble: "look at karn". It should run, and does not. Rose has tried to start it; that is run 10, and it failed.',
              'mondas builds just now, for sarah. First karn: what is wrong with run 10?',
            ],
            types: '!why 10',
          },
        ]
      : []),
  ];
}

const trouble: readonly TourStop[] = [
  {
    says: [
      'Its start failed, as happens on a busy host. The run has kept karn locked since, so that nobody else meddles.',
      'Somebody has to decide: go on, take back, or leave it. Going on needs no new approval; the plan is still the one that was approved.',
    ],
    types: '!retry 10',
    run: { comesTo: 'done' },
  },
  {
    says: [
      'karn runs. All that ever happened is in a journal, each event chained to the one before by its hash. The latest runs:',
    ],
    types: '!runs',
  },
  {
    says: [
      'Run 4 was yours: you stopped skaro. What is done can be taken back, by what was really changed. That is a plan like any other:',
    ],
    types: '!undo 4',
    run: { comesTo: 'waiting', name: 'undo' },
  },
  {
    says: [
      'Nothing was done yet: a plan says what would be, and waits. Others may notice this one, so somebody confirms it; you will do.',
    ],
    types: '!approve {undo}',
    run: { comesTo: 'done' },
  },
];

const clone: readonly TourStop[] = [
  {
    says: ['Now what farmhand is for: a copy of the VM gallifrey, with a name and an address of its own.'],
    types: '!clone gallifrey tour',
    run: { comesTo: 'waiting', name: 'clone' },
  },
  {
    says: [
      'Eighteen steps that somebody would otherwise do by hand. Name, address, MAC and port are held for you from now on. !plan {clone} shows every command and line of a file, with the hash.',
      'What you approve is that hash: exactly this runs, and where the farm has changed meanwhile it stops and says so. Watch it:',
    ],
    types: '!approve {clone}',
    run: { comesTo: 'done' },
  },
  {
    says: [
      'Each step was done when the host showed it, not when a command ended; the last one was the proof that it answers. The new VM:',
    ],
    types: '!status gallifrey-tour',
  },
  {
    says: ['And what happened, as whoever asks next year will read it:'],
    types: '!log {clone}',
  },
];

function destroy({ you, other }: Cast): readonly TourStop[] {
  return [
    {
      says: ['Away with it again. Its disk stays in the bin for a week:'],
      types: '!destroy gallifrey-tour',
      run: { comesTo: 'waiting', name: 'destroy' },
    },
    {
      says: [
        'You asked for the clone, so it is yours, and can be had back: your own word will do. Of a VM of somebody else it would not.',
      ],
      types: '!approve {destroy}',
      run: { comesTo: 'done' },
    },
    {
      says: [
        'It is gone from proxy, firewall, DHCP, DNS and hypervisor. Its disk is not. This is the bin, with how long it is kept:',
      ],
      types: '!bin',
    },
    {
      says: ['Only what takes it from there loses something:'],
      types: '!purge gallifrey-tour {destroy}',
      run: { comesTo: 'waiting', name: 'purge' },
    },
    {
      says: ['That waits for a second person, whoever you are. Try to approve it yourself:'],
      types: '!approve {purge}',
    },
    {
      says: [
        `Refused. On IRC and in Slack the network says who you are; here, on a sandbox, you may speak as ${other}:`,
      ],
      types: `/as ${other}`,
    },
    {
      says: [`As ${other} you see the same plan, and could approve it. You know better:`],
      types: '!deny {purge}',
      run: { comesTo: 'denied' },
    },
    {
      says: ['Nothing was lost. You are yourself again:'],
      types: `/as ${you}`,
    },
    {
      says: ['It is needed after all. The destruction is taken back like any other run:'],
      types: '!undo {destroy}',
      run: { comesTo: 'waiting', name: 'back' },
    },
    {
      says: [
        'Its disk gets its place back, and every entry is as it was. Nothing is lost by that, so your own word will do:',
      ],
      types: '!approve {back}',
      run: { comesTo: 'done' },
    },
    {
      says: ['The same name, address, MAC and port, and it runs:'],
      types: '!status gallifrey-tour',
    },
  ];
}

const build: readonly TourStop[] = [
  {
    says: [
      'Last, the build that went on all the while. It runs on mondas, at low priority, and outlives lost connections:',
    ],
    types: '!status mondas',
  },
];
