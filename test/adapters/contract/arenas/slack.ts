import { until } from '../../../support/daemon.ts';
import type { Person } from '../../../support/slack/person.ts';
import { startSlack } from '../../../support/slack/slack.ts';
import type { SlackMessage } from '../../../support/slack/workspace.ts';
import { house } from '../../slack/house.ts';
import { read, said } from '../../slack/room.ts';
import { policy } from '../contract.ts';
import type { Actor, Arena } from './arena.ts';

/** farmhand in a double of Slack. */
export async function slackArena(mode: 'socket' | 'http'): Promise<Arena> {
  const slack = await startSlack({ ackWithin: 20_000, retries: Array(20).fill(500) });
  const [you, sarah, stranger] = ['you', 'sarah', 'stranger'].map((name) => slack.person(name)) as [
    Person,
    Person,
    Person,
  ];
  const channel = slack.channel('farm', [you, sarah, stranger]);
  const home = await house(slack, {
    mode,
    policy,
    people: { you: { slack: you.account }, sarah: { slack: sarah.account } },
  });
  const plan = (run: number) =>
    said(slack, channel).find(
      ({ text, thread }) => thread === undefined && text.startsWith(`Run ${run}:`),
    ) as SlackMessage;
  const actor = (person: Person): Actor => ({
    called: `<@${person.account.split('/').at(-1)}>`,
    say: async (text) => void (await person.say(channel, `!${text}`)),
    mutter: async (text) => void (await person.say(channel, text)),
    approve: (run) => person.react(plan(run), '+1'),
    withdraw: (run) => person.unreact(plan(run), '+1'),
    deny: (run) => person.react(plan(run), 'x'),
  });
  return {
    abilities: { reactions: true, talk: true, strangers: true, connection: mode === 'socket', restarts: true },
    you: actor(you),
    sarah: actor(sarah),
    stranger: actor(stranger),
    texts: () => said(slack, channel).map(read),
    cut: async () => {
      slack.cut();
      await until('farmhand to be back', () => slack.delivery.sockets.length === 2);
    },
    restart: async () => {
      await home.stop();
      await home.start();
    },
    connected: () => home.farmhand().presence()[0]?.is === 'connected',
    runs: async () => (await home.farmhand().engine.runs()).length,
    close: async () => {
      await home.close();
      await slack.close();
    },
  };
}
