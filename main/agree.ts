import type { Logger } from 'pino';
import {
  decidesSettings,
  type ReadSettings,
  SettingsAgreement,
  settingsFile,
  settingsKind,
} from '../src/bot/settings-agreement.ts';
import type { SettingsDigest } from '../src/bot/settings-digest.ts';
import { Decisions } from '../src/engine/decision.ts';
import type { Withheld } from '../src/engine/judge.ts';
import type { CurrentFarm } from '../src/farm/current-farm.ts';
import type { Journal } from '../src/journal/journal.ts';

/** Milliseconds between looks at a farm.yaml that is not the one on record: somebody may have put that one there. */
const lookInterval = 5000;

/** The file a farm is from. */
export interface SettingsFile {
  /** Of what was read. */
  readonly digest: SettingsDigest;
  /** Reads it anew. Throws Error, a line each mistake. */
  readonly reread: () => Promise<ReadSettings>;
}

/** A process that goes by the farm.yaml on record, from now on. */
interface Agreed {
  /** Absent where the farm is from no file. */
  readonly agreement?: SettingsAgreement;
  readonly withheld: Withheld;
  stop(): void;
}

/** Has the farm be that of the farm.yaml on record, whenever there is another. Throws JournalUnusable. */
export async function agree(
  journal: Journal,
  settings: SettingsFile | undefined,
  { current, log }: { readonly current: CurrentFarm; readonly log: Logger },
): Promise<Agreed> {
  if (!settings) return { withheld: async () => undefined, stop: () => undefined };
  const decisions = new Decisions(journal);
  const agreement = new SettingsAgreement({
    ...settings,
    current,
    recorded: async () => (await decisions.newest(settingsKind)).get(settingsFile),
    info: (message) => log.info(message),
    log: (message, error) => log.error({ err: error }, message),
  });
  const follow = (again: boolean) => {
    // A journal that cannot be read is met, and told of, by whoever begins something.
    agreement.follow(again).catch(() => undefined);
  };
  await agreement.follow();
  const unwatch = journal.watch(() => follow(false));
  const looking = setInterval(() => agreement.problem !== undefined && follow(true), lookInterval).unref();
  return {
    agreement,
    // What decides which one holds is all that may be done by another.
    withheld: async (plan) => (decidesSettings(plan) ? undefined : agreement.against()),
    stop: () => {
      unwatch();
      clearInterval(looking);
    },
  };
}
