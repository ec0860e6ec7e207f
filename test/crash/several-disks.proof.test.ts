import { twoGroups } from '../sandbox/several-disks.ts';
import { killedAt } from './every-point.ts';

const disks = /disk1\b|snapshot\b|\badd\b|replace\b|placeholder\b|volume\b/;

await killedAt(
  'the fault points of what a clone of two disks in two volume groups does otherwise, and of its destruction',
  {
    end: () => 'destroy gallifrey-dev',
    afterwards: 'purge gallifrey-dev',
    ofClone: (points) => points.filter((point) => disks.test(point)),
    ofEnd: (points) => points.filter((point) => / bin$/.test(point)),
    settings: { vms: twoGroups },
  },
);
