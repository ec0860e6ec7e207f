import { type Farmhand, openFarmhand, type Parts } from './farmhand.ts';
import type { Duty } from './http/readiness.ts';

/** openFarmhand for a process that stays: where FARMHAND_HTTP asks for it, it can be asked how it is, from before the journal is opened. */
export async function openService(parts: Parts, duty: Duty): Promise<Farmhand> {
  const { env = {} } = parts;
  const { FARMHAND_HTTP: at, FARMHAND_BOARD_USER: board } = env;
  // Not loaded where nobody asks: an idle bot stays as light as it is.
  if (!at && !board) return openFarmhand(parts);
  const { openMonitor } = await import('./http/monitor.ts');
  const monitor = await openMonitor({ ...parts, env, duty });
  try {
    const farmhand = await openFarmhand({ ...parts, instrumentation: monitor.instrumentation });
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
