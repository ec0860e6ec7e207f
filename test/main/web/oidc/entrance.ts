import { createServer } from 'node:http';
import { page } from '../../../../commands/page.ts';
import { Entrance } from '../../../../main/web/entrance.ts';
import { refusedPage } from '../../../../main/web/pages/refused.ts';
import { wordsPage } from '../../../../main/web/pages/words.ts';
import { send } from '../../../../main/web/respond.ts';
import type { Farm } from '../../../../src/farm/farm.ts';
import type { PolicyRule } from '../../../../src/farm/policy-rule.ts';
import type { OidcSettings, WebSettings } from '../../../../src/farm/web-settings.ts';
import type { Notes } from '../../../../src/journal/journal.ts';
import type { Json } from '../../../../src/journal/json.ts';
import { afterThisFile } from '../../../support/afterwards.ts';
import { client } from './client.ts';

/** An entrance of its own on loopback, behind which a page says who came in. */
export interface TestEntrance {
  readonly url: string;
  /** As farm.yaml has it: to be changed as `reload` would. */
  readonly farm: { people: Farm['people']; policy: Farm['policy']; web: WebSettings };
  readonly warned: string[];
  /** Asks as a browser with these cookies, following nothing. */
  get(path: string, cookie?: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** The first cookies of an answer, as a browser sends them. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}

const anybody: PolicyRule = {
  ...{ commands: ['page'], vms: [], risks: [], who: 'people' },
  approvals: { need: 0, roles: [], askerCounts: false, expires: 1 },
};

/** Listens at `port`. `secret`: null where it is missing. */
export function entranceAt(
  port: number,
  oidc: Partial<OidcSettings> & { readonly issuer: string },
  secret: string | null = client.secret,
): TestEntrance {
  const listen = `127.0.0.1:${port}`;
  const url = `http://${listen}`;
  const farm: TestEntrance['farm'] = {
    people: new Map(
      ['loic', 'rose'].map((name) => [name, { name, roles: [], identities: { web: `${name}@example.org` } }]),
    ),
    policy: [anybody],
    web: { listen, url, links: false, oidc: { clientId: client.id, claim: 'email', ...oidc } },
  };
  const warned: string[] = [];
  const entrance = new Entrance({
    farmhand: { farm: { now: farm }, engine: { journal: notes() } } as never,
    ...{ key: Buffer.alloc(32, 7), page, secret: secret ?? undefined },
    warn: (message) => warned.push(message),
  });
  const server = createServer(async (request, response) => {
    const visit = { web: farm.web, url: new URL(request.url ?? '/', url), request, response };
    if (await entrance.answers(visit)) return;
    const viewer = await entrance.viewer(request);
    send(response, viewer ? wordsPage('In', ['Here it is.']) : refusedPage(farm.web, visit.url.pathname), viewer);
  }).listen(port, '127.0.0.1');
  afterThisFile(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    ...{ url, farm, warned },
    get: (path, cookie = '', headers = {}) =>
      fetch(`${url}${path}`, { redirect: 'manual', headers: { cookie, ...headers } }),
  };
}

/** Notes in memory. */
function notes(): Pick<Notes, 'notes' | 'putNote' | 'dropNotes'> {
  const shelf = new Map<string, Json>();
  return {
    notes: async () => new Map(shelf),
    putNote: async (_, key, value) => void shelf.set(key, value),
    dropNotes: async (_, keys) => keys.filter((key) => shelf.delete(key)).length,
  };
}
