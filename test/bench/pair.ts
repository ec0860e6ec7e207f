import { median } from './row.ts';

/** How often a pair is measured: the median decides, so that one noisy minute does not. */
const rounds = 5;

/** Farmhand's and the other's, measured in turn: medians, and how many times as much farmhand's is, of each round. */
export interface Pair {
  readonly ours: number;
  readonly beside: number;
  readonly ratios: readonly number[];
}

/**
 * Measures one and the other in turn, so many times a round; what else the machine does hits both. `once` gives what it measured, in
 * any unit; its first try of all is not counted.
 */
export async function pair(times: number, ours: () => Promise<number>, beside: () => Promise<number>): Promise<Pair> {
  await ours();
  await beside();
  const all = { ours: [] as number[], beside: [] as number[], ratios: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const these = { ours: [] as number[], beside: [] as number[] };
    for (let time = 0; time < times; time++) {
      these.ours.push(await ours());
      these.beside.push(await beside());
    }
    all.ours.push(...these.ours);
    all.beside.push(...these.beside);
    all.ratios.push(median(these.ours) / median(these.beside));
  }
  return { ours: median(all.ours), beside: median(all.beside), ratios: all.ratios };
}

/** `1.07 times (1.02 to 1.31)`: the median of the rounds, and the spread. */
export function spread(ratios: readonly number[]): string {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return `${median(ratios).toFixed(2)} times (${least.toFixed(2)} to ${most.toFixed(2)})`;
}
