import { pino } from 'pino';
import { pagesOf } from '../../../main/web/links.ts';
import { openWeb } from '../../../main/web/open-web.ts';
import { redactor } from '../../../src/bot/secrets.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { WebSettings } from '../../../src/farm/web-settings.ts';
import { type Scene, scene } from '../../commands/scene.ts';
import { afterThisFile } from '../../support/afterwards.ts';
import { freePorts } from '../../support/daemon.ts';
import { client } from './oidc/client.ts';

/** A sandbox farm with its pages on loopback. */
export interface ShownFarm extends Scene {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Everything that was logged. */
  readonly logged: () => string;
  /** What a link for that person gives: the address it leads to, with its key. */
  link(person: string, run?: number): Promise<string>;
  /** Asks for a path as a browser that came in by a link for that person, following nothing. */
  get(path: string, person?: string, init?: RequestInit): Promise<Response>;
}

/** What is no secret of anybody, and hidden where a secret would be. */
export const secret = 'correct-horse-battery';

/** The whole of it, with links but for what is given. */
export async function shownFarm(change: Partial<WebSettings> = {}): Promise<ShownFarm> {
  const [port] = await freePorts(1);
  const listen = `127.0.0.1:${port}`;
  const web: WebSettings = { listen, url: `http://${listen}`, links: true, ...change };
  // A proxy or a provider calls everybody as farm.yaml does.
  const people = (farm: Farm) =>
    new Map([...farm.people].map(([name, one]) => [name, { ...one, identities: { ...one.identities, web: name } }]));
  const made = await scene((farm) => ({ ...farm, web, people: people(farm) }));
  let text = '';
  const log = pino(
    { level: 'trace' },
    {
      write: (line: string) => {
        text += line;
      },
    },
  );
  const { farmhand } = made;
  const opened = await openWeb({
    ...{ farmhand, web, log },
    redact: redactor({ FARM_PASSWORD: secret }),
    env: { FARMHAND_OIDC_SECRET: client.secret },
  });
  afterThisFile(() => opened.close());
  const links = pagesOf({ web }, farmhand.engine.journal);
  const link = async (person: string, run?: number) => (await links.link(person, run)) ?? '';
  const cookies = new Map<string, string>();
  const cookieOf = async (person: string) => {
    const known = cookies.get(person);
    if (known !== undefined) return known;
    const response = await fetch(await link(person), { redirect: 'manual' });
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    cookies.set(person, cookie);
    return cookie;
  };
  return {
    ...made,
    url: web.url,
    logged: () => text,
    link,
    get: async (path, person, init = {}) =>
      fetch(`${web.url}${path}`, {
        redirect: 'manual',
        ...init,
        ...(person !== undefined && { headers: { cookie: await cookieOf(person) } }),
      }),
  };
}
