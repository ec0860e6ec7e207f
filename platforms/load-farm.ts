import * as core from '../src/farm/config/load.ts';
import type { Farm } from '../src/farm/farm.ts';
import { choices } from './choices.ts';

/** What else is known when farm.yaml is read; the platforms are those of this folder. */
export type LoadOptions = Omit<core.LoadOptions, 'choices'>;

/** Reads farm.yaml. Throws ConfigError with everything that is wrong in it, and what reading the file throws. */
export async function loadFarm(file: string, options: LoadOptions = {}): Promise<Farm> {
  return core.loadFarm(file, { choices, ...options });
}

/** Reads the text of a farm.yaml; relative paths in it start from the file's folder. Throws ConfigError. */
export function parseFarm(text: string, file: string, options: LoadOptions = {}): Farm {
  return core.parseFarm(text, file, { choices, ...options });
}
