import type { OptionsSource } from '../../../src/bot/adapter-folder.ts';
import type { LinesSettings } from './lines-settings.ts';

export interface LinesOptions extends LinesSettings {
  /** Secrets by account. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** The settings with LINES_TOKENS, which is `alice=her-token bruno=his-token`: no secret is in farm.yaml. */
export function optionsOf(settings: LinesSettings, { env: { LINES_TOKENS = '' } }: OptionsSource): LinesOptions {
  const pairs = [...LINES_TOKENS.matchAll(/(\S+)=(\S+)/g)].map(([, name = '', token = '']) => [name, token] as const);
  return { ...settings, tokens: new Map(pairs) };
}

/** Throws when nobody has a token. */
export function checkSecrets({ tokens }: LinesOptions): void {
  if (tokens.size === 0) throw new Error('lines: LINES_TOKENS is not set; it has NAME=TOKEN for each person');
}
