import { userInfo } from 'node:os';
import type { Named } from '../adapters/irc/network.ts';
import { passwordVariable } from '../adapters/irc/options.ts';
import type { Draft } from '../src/init/draft.ts';
import { namesOfNetworks } from './network-names.ts';
import type { Questions } from './questions.ts';

type Talk = Pick<Draft, 'person' | 'chat'> & {
  /** Variables of the environment it needs. */
  readonly secrets: readonly string[];
};

/** Where people talk, and who the one is who asks. */
export async function askedChat(questions: Questions): Promise<Talk> {
  const login = userInfo().username;
  const which = await place(questions);
  const name = await questions.ask('Your name in plans and approvals', login);
  const identities = { console: login };
  if (which === 'irc') {
    const networks = await askedNetworks(questions, name);
    return {
      person: { name, identities: { ...identities, irc: perNetwork(networks, ({ own }) => own) } },
      chat: { irc: perNetwork(networks, ({ settings }) => settings) },
      secrets: networks.map(passwordVariable),
    };
  }
  if (which === 'slack') {
    const channel = await questions.ask('Id of the channel, such as C0123456789');
    const own = await questions.ask(
      'Your TEAM/USER in Slack, such as T0123456789/U0123456789 (empty: later, !whoami tells it)',
      '',
    );
    return {
      person: { name, identities: { ...identities, ...(own !== '' && { slack: own }) } },
      chat: { slack: { channels: [channel] } },
      secrets: ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
    };
  }
  return { person: { name, identities }, chat: {}, secrets: [] };
}

/** An IRC network, and the asker's own account there. */
interface AskedNetwork extends Named {
  readonly settings: { readonly host: string };
  readonly own: string;
}

/** One IRC network, without a name, or several. */
async function askedNetworks(questions: Questions, person: string): Promise<readonly AskedNetwork[]> {
  const networks: AskedNetwork[] = [];
  let host = await questions.ask('IRC server');
  do {
    const channel = await questions.ask('Channel', '#farm');
    const account = await questions.ask("farmhand's own services account", 'farmhand');
    const own = await questions.ask('Your services account (not your nick)', person);
    networks.push({ settings: { host, ...{ channels: [channel], sasl: 'plain', account } }, own });
    host = await questions.ask("Another network's IRC server (empty: no other)", '');
  } while (host !== '');
  if (networks.length === 1) return networks;
  const names = namesOfNetworks(networks.map(({ settings }) => settings.host));
  return networks.map((one, index) => ({ ...one, network: names[index] }));
}

/** Something of the only network, or of each by its name. */
function perNetwork<T>(networks: readonly AskedNetwork[], of: (one: AskedNetwork) => T) {
  const [only] = networks;
  if (only && only.network === undefined) return of(only);
  return Object.fromEntries(networks.map((one) => [one.network, of(one)]));
}

async function place(questions: Questions): Promise<string> {
  for (;;) {
    const which = await questions.ask(
      'Where do people talk to farmhand: console (this terminal only), irc or slack',
      'console',
    );
    if (['console', 'irc', 'slack'].includes(which.toLowerCase())) return which.toLowerCase();
  }
}
