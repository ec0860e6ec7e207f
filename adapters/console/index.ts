import { Console } from './console.ts';
import { type ConsoleOptions, checkSecrets } from './options.ts';

/** The terminal as an adapter. */
export async function create(options: ConsoleOptions): Promise<Console> {
  checkSecrets(options);
  return new Console(options);
}
