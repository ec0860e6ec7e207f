import type { Fact } from '../../src/engine/action.ts';
import type { Part } from '../../src/farm/read-parts.ts';
import type { Builder } from '../../src/farm/roles/builder.ts';
import { driftOf } from './drift.ts';
import { confPath, farmFiles, filesFacts } from './files.ts';
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
  status: (of) => the(statusFact(of)),
  lacking: (of, target, revision) => the(lackingFact(of, target, revision)),
  wanted: (of, target, revision) => the(wantedFact(of, target, revision)),
  held: (of) => the(heldFact(of)),
  collisionsOf,
  inWords,
  otherVersions: ({ host }) => `A VERSION_FLAVOR in packaging-farm.conf on ${host} gives its versions another name.`,
  files: (of) => ({ facts: filesFacts(of), make: (states) => farmFiles(of, states) }),
  driftOf,
  lines,
  build,
  ownOf: (build) => ({ conf: confPath(build), revision: build.revision }),
  revisionOf: ({ action, args }) =>
    action === 'packaging.build' ? (args as { readonly revision: string }).revision : undefined,
  printed: ({ action, args }) => {
    const fact = printedFact(action, args);
    return fact && the(fact);
  },
};

/** A part that is one fact. */
function the<Value>(fact: Fact<Value>): Part<Value> {
  return { facts: [fact], make: ([found]) => found as Value };
}
