import type { webApi } from '@slack/bolt';
import type { Finding } from '../../src/farm/finding.ts';
import { section } from './blocks.ts';
import { inShort, refusalIn } from './call.ts';
import type { Installation } from './installation.ts';
import { inApp, reinstall } from './pages.ts';
import { identitiesOf, type Profile, userOf } from './people.ts';
import { lackingScopes } from './scopes.ts';

/** Something to know of Slack. */
export type Found = Omit<Finding, 'about'>;

/** People asked about: Slack answers `users.info` at least 50 times a minute. */
const mostPeople = 20;

/** No view has this hash, so nothing is published. */
const noHash = '0.0';

/** `granted`: undefined where the answer does not say, as a proxy's or another Slack's. */
export function scopes(granted: readonly string[] | undefined): readonly Found[] {
  const mend = `${inApp('OAuth & Permissions', 'Scopes')}: add it under Bot Token Scopes (slack/manifest.yaml has them all), ${reinstall}.`;
  if (!granted) return [{ is: 'warning', says: 'does not say which scopes the app has, so none was checked', mend }];
  return lackingScopes(granted).map(({ scope, is, without }) => ({
    is,
    says: `the app has no scope ${scope}: ${without}`,
    mend,
  }));
}

/** What of an app Slack tells nobody: said, so that whoever misses it finds it. */
export const untold: Found = {
  is: 'ok',
  says: 'tells no app which events, shortcuts and interactivity it has: it needs those of slack/manifest.yaml',
  mend: `Where mentions, reactions, buttons or shortcuts do nothing: ${inApp('App Manifest')}: paste slack/manifest.yaml, ${reinstall}; or one by one under Event Subscriptions, Interactivity & Shortcuts, Slash Commands.`,
};

/** In which workspaces of an organisation the app is; nothing where it is installed in one workspace. */
export async function workspaces(client: webApi.WebClient, { team }: Installation): Promise<readonly Found[]> {
  if (team !== undefined) return [];
  try {
    const { teams = [] } = await client.auth.teams.list();
    if (teams.length > 0)
      return [
        { is: 'ok', says: `has it in these workspaces: ${teams.map(({ name, id }) => `${name} (${id})`).join(', ')}` },
      ];
    const mend =
      "An administrator of the organisation: Admin, Organization settings, Integrations, Installed apps, the app's menu, Add to more workspaces.";
    return [{ is: 'problem', says: 'the app is in no workspace of the organisation, so nobody can talk to it', mend }];
  } catch (error) {
    return [{ is: 'warning', says: `does not say in which workspaces the app is: ${inShort(error)}` }];
  }
}

/** Whether there is a Home tab: asked by a publication for a person that Slack refuses in any case. */
export async function homeTab(client: webApi.WebClient, identities: readonly string[]): Promise<readonly Found[]> {
  const user = identities.map(userOf).find((one) => one !== undefined);
  if (user === undefined) return [];
  try {
    await client.views.publish({
      user_id: user,
      view: { type: 'home', blocks: [section('Open this tab again.')] },
      hash: noHash,
    });
  } catch (error) {
    if (refusalIn(error) !== 'not_enabled') return [];
    const mend = `${inApp('App Home', 'Show Tabs')}: switch on Home Tab.`;
    return [{ is: 'warning', says: 'the app has no Home tab: nobody sees there what waits for them', mend }];
  }
  return [];
}

/** Identities that farm.yaml lists and by which Slack knows nobody. */
export async function people(
  client: webApi.WebClient,
  home: Installation,
  identities: readonly string[],
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const identity of identities.slice(0, mostPeople)) {
    const user = userOf(identity);
    if (user === undefined) continue;
    try {
      const theirs = identitiesOf((await client.users.info({ user })).user as Profile, home);
      if (theirs.includes(identity)) continue;
      const [right] = theirs;
      const says = `farm.yaml lists ${identity}, who is ${right === undefined ? 'deactivated, or no person' : `${right} in Slack`}: they are not recognised`;
      found.push({
        is: 'warning',
        says,
        ...(right !== undefined && { mend: `In farm.yaml, people: list them as ${right}.` }),
      });
    } catch (error) {
      // Without the scope that was said already.
      if (refusalIn(error) !== 'missing_scope')
        found.push({ is: 'warning', says: `farm.yaml lists ${identity}, of whom Slack says ${inShort(error)}` });
    }
  }
  return found;
}
