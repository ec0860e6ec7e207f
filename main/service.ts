import type { WebSettings } from '../src/farm/web-settings.ts';
import { type Farmhand, openFarmhand, type Parts } from './farmhand.ts';
import type { Duty } from './http/readiness.ts';
import { followWeb, type Shown } from './web/follow-web.ts';

/**
 * openFarmhand for a process that stays: where FARMHAND_HTTP asks for it, it can be asked how it is, from before the journal is opened; and where farm.yaml
 * has pages and it is in a chat, it shows them.
 */
export async function openService(parts: Parts, duty: Duty): Promise<Farmhand> {
  const { env = {} } = parts;
  const { FARMHAND_HTTP: at, FARMHAND_BOARD_USER: board } = env;
  // Not loaded where nobody asks: an idle bot stays as light as it is.
  if (!at && !board) return withPages(parts, duty);
  const { openMonitor } = await import('./http/monitor.ts');
  const monitor = await openMonitor({ ...parts, env, duty });
  try {
    const farmhand = await withPages({ ...parts, instrumentation: monitor.instrumentation }, duty);
    monitor.watch(farmhand);
    return {
      ...farmhand,
      async stop() {
        monitor.stopping();
        await farmhand.stop();
        await monitor.close();
      },
    };
  } catch (error) {
    await monitor.close();
    throw error;
  }
}

async function withPages(parts: Parts, duty: Duty): Promise<Farmhand> {
  const farmhand = await openFarmhand(parts);
  if (duty.platforms().length === 0) return farmhand;
  // Not loaded where there are none.
  const open = async (web: WebSettings) => (await import('./web/open-web.ts')).openWeb({ ...parts, farmhand, web });
  let pages: Shown;
  try {
    pages = await followWeb(farmhand.farm, open, parts.log);
  } catch (error) {
    await farmhand.stop();
    throw error;
  }
  return {
    ...farmhand,
    async stop() {
      await pages.close();
      await farmhand.stop();
    },
  };
}
