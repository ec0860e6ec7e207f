import { type Ended, lastLines } from '../../src/farm/detached.ts';
import { showSize } from '../../src/farm/units.ts';
import { copyCodes } from './copy-script.ts';
import type { LogicalVolume } from './facts.ts';

/** 0 to 1, as people read it. */
export function percent(fill: number): string {
  return `${Math.round(fill * 100)}%`;
}

/** Why what was copied of a snapshot counts for nothing, and what to do. */
export function overflowed(vg: string, { name, bytes }: LogicalVolume): string {
  return (
    `the snapshot ${vg}/${name} overflowed: more than ${showSize(bytes)} was written to its origin meanwhile, so what was copied is ` +
    'worthless. Undo this run, then clone at a quieter hour or with a larger lvm.snapshot_size in farm.yaml'
  );
}

/** Why a copy failed, by how its job ended, and what to do. */
export function failure({ code, output }: Ended, from: string, to: string, bytes: number): string {
  switch (code) {
    case undefined:
      return `the copy of ${from} was killed before it ended, or the host restarted: retry goes on with what is not copied yet, after a restart from the start`;
    case copyCodes.gone:
      return `there is no volume ${to} any more`;
    case copyCodes.busy:
      return `something else has ${to} open, perhaps an earlier copy that still runs: wait until it has ended, then retry`;
    case copyCodes.unreached:
      return `nothing is copied to ${to}, since its node cannot be reached by SSH from that of ${from} (${said(output)}): retry when it can`;
    case copyCodes.short:
      return (
        `dd read more or less of ${from} than the ${showSize(bytes)} there are (${said(output)}): its size changed, or the disk ` +
        "cannot be read; see the host's kernel log, then retry"
      );
    default:
      return `the copy of ${from} to ${to} failed: ${said(output)}`;
  }
}

/** The last that programs said. */
function said(output: string): string {
  return lastLines(output.replaceAll(/^(pieces|had|did|snapshot) .*$/gm, ''));
}
