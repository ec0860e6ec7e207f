import * as z from 'zod';
import { platformOf } from '../chat-platform.ts';

/** A network's name. It is a part of variables of the environment, with _ for -: two names never share one. */
const networkName = /^[a-z][a-z0-9-]{0,30}$/;

/** Whether it can be a network's name. */
export function isNetworkName(text: string): boolean {
  return networkName.test(text);
}

/** Something of each network of a kind, by the network's name. */
export function byNetwork<Value extends z.ZodType>(value: Value, taken: readonly string[] = []) {
  const name = z
    .string()
    .regex(networkName, "a network's name of small letters, digits and -, such as libera")
    .refine((one) => !taken.includes(one), "a network's name that is not that of a setting");
  return z.record(name, value).refine((networks) => Object.keys(networks).length > 0, {
    error: 'one network or more',
    abort: true,
    params: { expected: true },
  });
}

/** The block of a kind of which there may be several networks: that of the only one, or one for each by its name. */
export function oneOrSeveral(settings: z.ZodType): z.ZodType {
  return z.union([settings, byNetwork(settings, settings instanceof z.ZodObject ? Object.keys(settings.shape) : [])]);
}

/** The networks a block names; undefined where it is that of the only one: such a block has a setting that is no section (`host`). */
export function networksOf(block: unknown): readonly string[] | undefined {
  if (!isSection(block)) return undefined;
  const values = Object.values(block);
  return values.length > 0 && values.every(isSection) ? Object.keys(block) : undefined;
}

/** The blocks of `chat` by platform (`irc`, `irc/libera`), each as its schema read it. */
export function blocksByPlatform(chat: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const given = Object.entries(chat).filter(([, block]) => block !== undefined);
  return Object.fromEntries(
    given.flatMap(([kind, block]) => {
      const several = networksOf(block) ? Object.entries(block as object) : undefined;
      return several?.map(([network, own]) => [platformOf(kind, network), own]) ?? [[kind, block]];
    }),
  );
}

/** A text of a kind, such as an identity or a channel: of its only network, or of each by its name. */
export type OfKind = string | Readonly<Record<string, string>> | undefined;

/** A text of a platform, and its place among those that were given. */
export interface OfPlatform {
  readonly platform: string;
  readonly text: string;
  readonly path: readonly string[];
}

/** Such texts, each of its platform. */
export function ofPlatforms(given: Readonly<Record<string, OfKind>>): readonly OfPlatform[] {
  return Object.entries(given).flatMap(([kind, one]): readonly OfPlatform[] => {
    if (one === undefined) return [];
    if (typeof one === 'string') return [{ platform: kind, text: one, path: [kind] }];
    return Object.entries(one).map(([network, text]) => ({
      platform: platformOf(kind, network),
      text,
      path: [kind, network],
    }));
  });
}

/** The same as a record by platform. */
export function byPlatform(given: Readonly<Record<string, OfKind>>): Readonly<Record<string, string>> {
  return Object.fromEntries(ofPlatforms(given).map(({ platform, text }) => [platform, text]));
}

function isSection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
