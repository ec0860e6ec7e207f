import type { Logger } from 'pino';
import type { CurrentFarm } from '../../src/farm/current-farm.ts';
import type { WebSettings } from '../../src/farm/web-settings.ts';

/** Pages that are shown somewhere. */
export interface Shown {
  close(): Promise<void>;
}

/**
 * Shows the pages where farm.yaml says, and goes along when another one says something else, or nothing. Throws what `open` throws at first; later that
 * is logged, and the pages are nowhere until farm.yaml has another place for them.
 */
export async function followWeb(
  farm: Pick<CurrentFarm, 'now' | 'watch'>,
  open: (web: WebSettings) => Promise<Shown>,
  log: Pick<Logger, 'error'>,
): Promise<Shown> {
  let listen: string | undefined;
  let shown: Shown | undefined;
  const follow = async () => {
    const { web } = farm.now;
    if (web?.listen === listen) return;
    listen = web?.listen;
    // Before the new one: it may listen on the same port of more addresses.
    await shown?.close();
    shown = undefined;
    shown = web && (await open(web));
  };
  let turn: Promise<unknown> = follow();
  const first = turn;
  const unwatch = farm.watch(() => {
    turn = turn
      .then(follow)
      .catch((error) =>
        log.error({ err: error }, 'the pages are nowhere: they cannot be where farm.yaml has them now'),
      );
  });
  try {
    await first;
  } catch (error) {
    unwatch();
    throw error;
  }
  return {
    close: async () => {
      unwatch();
      await turn;
      await shown?.close();
    },
  };
}
