import type { OptionsSource } from '../../../src/bot/adapter-folder.ts';
import type { LinesSettings } from './lines-settings.ts';

export interface LinesOptions extends LinesSettings {
  /** FARMHAND_LINES_SECRET: what people's tokens are made of. */
  readonly secret: string;
}

/** What farm.yaml and the environment say of plain lines. */
export function optionsOf(settings: LinesSettings, { env }: OptionsSource): LinesOptions {
  return { ...settings, secret: env.FARMHAND_LINES_SECRET ?? '' };
}

/** Throws when there is no secret. */
export function checkSecrets({ secret }: LinesOptions): void {
  if (secret === '') throw new Error('lines: FARMHAND_LINES_SECRET is not set; the tokens of people are made of it');
}
