import { afterAll, beforeAll } from 'vitest';
import { type RealHost, realHost } from '../../farm/real-host.ts';
import { type Primary, type ServerKind, startPrimary } from './primary.ts';

/** In a suite: a primary server of that kind, and hosts whose programs ask it. */
export function runningPrimary(kind: ServerKind) {
  let primary: Primary | undefined;
  let real: RealHost | undefined;
  beforeAll(async () => {
    primary = await startPrimary(kind);
    real = await realHost(primary.host);
  });
  afterAll(() => Promise.all([primary?.stop(), real?.close()]));
  return {
    get primary(): Primary {
      return primary as Primary;
    },
    get hosts(): RealHost['hosts'] {
      return (real as RealHost).hosts;
    },
  };
}
