import type { Adapter } from '../../../src/bot/adapter.ts';
import { Lines } from './lines.ts';
import { checkSecrets, type LinesOptions } from './lines-options.ts';

/** The adapter for one turn. Throws when nobody has a token. */
export async function create(options: LinesOptions): Promise<Adapter> {
  checkSecrets(options);
  return new Lines(options);
}
