import type { Events } from 'irc-framework';
import IrcClient from 'irc-framework/src/client.js';
import { expect, test } from 'vitest';
import { messagesAtOnce } from '../../../adapters/irc/messages-at-once.ts';

/** What is heard of lines from a server that lets one write to a channel's operators. */
function heard(lines: readonly string[], atOnce: boolean) {
  const client = new IrcClient();
  if (atOnce) messagesAtOnce(client);
  const messages: Partial<Events['privmsg']>[] = [];
  client.on('privmsg', ({ nick, ident, hostname, from_server, target, message, tags, batch }) => {
    messages.push({ nick, ident, hostname, from_server, target, message, tags, ...(batch && { batch }) });
  });
  const { connection } = client as unknown as { connection: { addReadBuffer(line: string): void } };
  for (const line of [':irc.farm 005 farmhand STATUSMSG=@+ :are supported', ...lines]) connection.addReadBuffer(line);
  return messages;
}

test.each([
  ['in a channel', [':rose!r@h PRIVMSG #ops :!status gallifrey'], 1],
  ['with tags', ['@account=rose;msgid=x;time=2026-11-30T10:00:00.000Z :rose!r@h PRIVMSG #ops :hi'], 1],
  ['to farmhand alone, without blanks', [':rose!r@h PRIVMSG farmhand status'], 1],
  ['of nothing', [':rose!r@h PRIVMSG #ops :'], 1],
  ['from the server itself', ['PRIVMSG #ops :hi'], 1],
  ["to a channel's operators", [':rose!r@h PRIVMSG @#ops :!status'], 1],
  ['that only begins like one to a program', [':rose!r@h PRIVMSG #ops :\x01!status'], 1],
  ['of a batch', ['BATCH +1 chathistory #ops', '@batch=1 :rose!r@h PRIVMSG #ops :!status', 'BATCH -1'], 1],
  ['to a program', [':rose!r@h PRIVMSG farmhand :\x01VERSION\x01'], 0],
  ['that says what its writer does', [':rose!r@h PRIVMSG #ops :\x01ACTION !status\x01'], 0],
])('a message %s is heard as irc-framework tells it', (_, lines, count) => {
  const messages = heard(lines, true);
  expect(messages).toEqual(heard(lines, false));
  expect(messages).toHaveLength(count);
});
