import type { Logger } from 'pino';
import type { Redact } from '../../src/bot/secrets.ts';
import { commandNamed } from '../../src/bot/understand.ts';
import type { WebSettings } from '../../src/farm/web-settings.ts';
import type { Farmhand } from '../farmhand.ts';
import { httpAddress } from '../http/address.ts';
import { serve } from '../http/server.ts';
import type { Program } from '../program.ts';
import { webKey } from './key.ts';
import { checkSecret, secretName } from './oidc/secret.ts';
import { WebSite } from './site.ts';

export interface WebParts {
  readonly farmhand: Farmhand;
  readonly web: WebSettings;
  readonly redact: Redact;
  readonly log: Logger;
  readonly env?: Program['env'];
}

/** Connections at once: everybody of a farm who looks at a run. */
const most = 512;

/** Shows the pages of the farm where farm.yaml says. Throws where nobody can listen there or a secret is missing, saying what to do, and JournalUnusable. */
export async function openWeb({ farmhand, web, redact, log, env = {} }: WebParts): Promise<{ close(): Promise<void> }> {
  const complain = (message: string, error: unknown) => log.error({ err: error }, message);
  const page = commandNamed(farmhand.runService.commands, 'page');
  if (!page) throw new Error('there is no !page, by which it is decided who may see the pages');
  checkSecret({ web }, env);
  const key = await webKey(farmhand.engine.journal);
  const site = new WebSite({
    ...{ farmhand, key, page, secret: env[secretName], redact, log: complain },
    warn: (message) => log.warn(message),
  });
  const server = await serve(
    httpAddress(web.listen),
    { pages: new Map(), branches: new Map([['', site.branch]]), log: complain },
    { most, said: 'web.listen' },
  );
  log.info({ web: server.shown }, 'pages');
  return {
    close: async () => {
      await site.close();
      await server.close();
    },
  };
}
