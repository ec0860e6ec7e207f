import { BadName, vmNamed, vmOfInstance } from '../../farm/naming.ts';
import type { CommandContext } from '../command.ts';
import type { Owned } from '../drift.ts';
import { Refusal } from '../refusal.ts';
import { listed } from '../words.ts';

/** What runs left of one VM. */
export interface LeftOfVm {
  readonly vm: string;
  readonly left: readonly Owned[];
  /** Runs before that one were not read. */
  readonly before?: number;
}

/** What runs left of the VM a word names, by its name or its full name; none where it is no VM's. */
export async function leftOfVm(
  { farm, drift }: Pick<CommandContext, 'farm' | 'drift'>,
  word: string,
): Promise<LeftOfVm> {
  const vm = nameOf(farm, word.toLowerCase());
  if (vm === undefined) return { vm: word, left: [] };
  const { left, ...rest } = await drift.left(vm);
  return { vm, left: left.map((one) => ({ ...one, subject: vm })), ...rest };
}

function nameOf(farm: CommandContext['farm'], word: string): string | undefined {
  try {
    return (vmOfInstance(farm, word) ?? vmNamed(farm, word)).name;
  } catch (error) {
    if (error instanceof BadName) return undefined;
    throw error;
  }
}

/** The same where there must be some; of one step alone, where one is named. Throws Refusal. */
export async function someLeftOf(
  context: Pick<CommandContext, 'farm' | 'drift'>,
  [word = '', step]: readonly string[],
): Promise<LeftOfVm> {
  const found = await leftOfVm(context, word);
  const { vm, left } = found;
  if (left.length === 0) throw new Refusal(noneLeft(vm));
  if (step === undefined) return found;
  const own = left.filter((one) => one.step.id === step);
  if (own.length > 0) return { ...found, left: own };
  throw new Refusal(`No run left a ${step} of ${vm}, only ${listed([...new Set(left.map((one) => one.step.id))])}.`);
}

/** What is said where no run left anything of it. */
export function noneLeft(what: string): string {
  return `No run left anything of ${what} that is still there: whatever it is, it is not farmhand's doing.`;
}
