import * as s from '../../src/farm/config/scalars.ts';

/** A volume group's or a volume's name, lvm(8), VALID NAMES. */
export const lvmName = s.text(
  'a volume group of letters, digits and + _ . -, such as all',
  /^(?!\.{1,2}$)[A-Za-z0-9+_.][A-Za-z0-9+_.-]{0,126}$/,
);

/** Why a clone cannot have that name: its volumes begin with it, and LVM keeps some beginnings for itself, lvm(8), VALID NAMES. */
export function nameProblem(name: string): string | undefined {
  const kept = /^(snapshot|pvmove)/.exec(name)?.[1];
  return kept && `${name} is no name for a clone: LVM keeps names that begin with ${kept} for itself`;
}
