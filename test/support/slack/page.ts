import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Person } from './person.ts';
import type { Slack } from './slack.ts';

/** What somebody does on the page. */
interface Act {
  readonly kind: 'say' | 'slash' | 'react' | 'unreact' | 'click';
  readonly who: string;
  readonly channel: string;
  readonly ts?: string;
  readonly text: string;
}

/** A page on which people type in a double of Slack, react, and press buttons. Only for loopback: nobody is asked who they are. */
export function page(slack: () => Slack, people: () => readonly Person[]) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += chunk;
      await act(slack(), people(), JSON.parse(body) as Act);
      return void response.end();
    }
    if (request.url === '/state') return void response.end(JSON.stringify(stateOf(slack())));
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(readFileSync(join(import.meta.dirname, 'page.html')));
  };
}

async function act(
  { workspace }: Slack,
  people: readonly Person[],
  { kind, who, channel: id, ts = '', text }: Act,
): Promise<void> {
  const person = people.find((one) => one.id === who);
  const message = workspace.message(id, ts);
  if (!person) return;
  // What the app does with it is seen on the page; nobody waits for it here.
  if (kind === 'say') void person.say({ id }, text);
  else if (kind === 'slash') void person.slash({ id }, text);
  else if (message && kind === 'click') void person.click(message, text);
  else if (message && kind === 'react') void person.react(message, text);
  else if (message) void person.unreact(message, text);
}

function stateOf({ workspace: { users, channels, homes } }: Slack) {
  return {
    people: [...users.values()],
    homes: Object.fromEntries([...homes].map(([user, { blocks }]) => [user, blocks])),
    channels: [...channels.values()].map(({ id, name, messages }) => ({
      id,
      name,
      messages: messages
        .filter(({ deleted }) => !deleted)
        .map(({ reactions, ...rest }) => ({
          ...rest,
          reactions: Object.fromEntries(
            [...reactions].filter(([, given]) => given.size > 0).map(([name, given]) => [name, [...given]]),
          ),
        })),
    })),
  };
}
