import type { Judgement } from '../../engine/action.ts';

/** The entry of a VM in a DHCP server's configuration. */
interface DhcpEntry {
  readonly mac: string | null;
  /** The included file it stands in, with its line. */
  readonly included?: string;
}

/** An entry that shall not be there: what it is called ("DHCP host"), its name, its MAC where only one with that is meant, and the file farmhand edits. */
interface Unwanted {
  readonly what: string;
  readonly name: string;
  readonly mac?: string | undefined;
  readonly file: string;
}

/** Why an entry that shall not be there is left standing; undefined: it can be taken out. `editable`: a change of the file takes it out. */
export function leftStanding(
  { what, name, mac, file }: Unwanted,
  entry: DhcpEntry,
  editable: boolean,
): Judgement | undefined {
  const meant = mac === undefined || entry.mac === mac;
  if (meant && entry.included !== undefined) {
    const why = `the ${what} ${name} stands in ${entry.included}, which ${file} includes: farmhand edits ${file} alone, so take it out there by hand`;
    return { is: 'blocked', why };
  }
  if (editable) return undefined;
  const why = meant
    ? `${name} was changed by somebody since`
    : `${name} has another MAC since (${entry.mac ?? 'none'})`;
  return { is: 'done', why: `${why}: it is left alone` };
}
