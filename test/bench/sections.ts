import type { Row } from './row.ts';

/** What measures one thing, and gives its rows. */
export type Section = () => readonly Row[] | Promise<readonly Row[]>;

/** What all sections measured, one after the other. `failed`: whether one of them could not be measured. */
export interface Measured {
  readonly rows: readonly Row[];
  readonly failed: boolean;
}

/** Measures each in turn; one that throws has a row that says why, and the others are measured all the same. `told` is given what each took. */
export async function measured(
  sections: Readonly<Record<string, Section>>,
  told: (name: string, milliseconds: number) => void = () => undefined,
): Promise<Measured> {
  const rows: Row[] = [];
  let failed = false;
  for (const [name, measure] of Object.entries(sections)) {
    const began = performance.now();
    try {
      rows.push(...(await measure()));
    } catch (error) {
      failed = true;
      const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      rows.push({ what: name, ours: 'not measured', beside: `it failed: ${why}`, goal: '', met: false });
    }
    told(name, performance.now() - began);
  }
  return { rows, failed };
}
