import { part, partOf } from '../../src/farm/read-parts.ts';
import type { Builder } from '../../src/farm/roles/builder.ts';
import { driftOf } from './drift.ts';
import { farmFiles, filesFacts } from './files.ts';
import { Outcome } from './output.ts';
import { printedFact } from './printed.ts';
import { schema } from './settings.ts';
import { heldFact, lackingFact, statusFact, wantedFact } from './state.ts';
import { build, lines } from './steps.ts';
import { collisionsOf, inWords } from './versions.ts';

/** packaging-farm(1), on the VMs farm.yaml says build. */
export const plays: Builder = {
  title: 'packaging-farm',
  schema,
  filesTitle: "packaging-farm.conf and the meta package's Makefile",
  status: (of) => partOf(statusFact(of)),
  lacking: (of, target, revision) => partOf(lackingFact(of, target, revision)),
  wanted: (of, target, revision) => partOf(wantedFact(of, target, revision)),
  held: (of) => partOf(heldFact(of)),
  collisionsOf,
  inWords,
  otherVersions: ({ host }) => `A VERSION_FLAVOR in packaging-farm.conf on ${host} gives its versions another name.`,
  files: (of) => part({ facts: filesFacts(of), make: (states) => farmFiles(of, states) }),
  driftOf,
  lines,
  build,
  revisionOf: ({ action, args }) =>
    action === 'packaging.build' ? (args as { readonly revision: string }).revision : undefined,
  outcomeOf: ({ action, receipt }) => (action === 'packaging.build' ? Outcome.safeParse(receipt).data : undefined),
  printed: ({ action, args }) => {
    const fact = printedFact(action, args);
    return fact && partOf(fact);
  },
};
