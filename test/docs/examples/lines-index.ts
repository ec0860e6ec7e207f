import type { Adapter } from '../../../src/bot/adapter.ts';
import type { AdapterParts } from '../../../src/bot/adapter-folder.ts';
import { Lines } from './lines.ts';
import { checkSecrets, type LinesOptions } from './lines-options.ts';

/** The adapter for one turn. Throws when there is no secret. */
export async function create(options: LinesOptions, { maySpeak }: AdapterParts): Promise<Adapter> {
  checkSecrets(options);
  return new Lines(options, maySpeak);
}
