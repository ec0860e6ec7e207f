import type { Client } from 'irc-framework';

/** What a message to a program begins with (https://modern.ircdocs.horse/ctcp). */
const ctcp = '\x01';

/**
 * Has messages handed to who listens for them, and to nobody else. irc-framework itself copies each, tells it under three names, and winds its timer
 * for a silent server anew for each name, which the answers to its own PINGs do, too: that is half of what passes until a person's line
 * is heard. What it makes of batches, of CTCP, and of messages to some of a channel's people, is left to it.
 */
export function messagesAtOnce(client: Client): void {
  const { command_handler: handler, network } = client;
  const { dispatch } = handler;
  const usual = (line: Parameters<typeof dispatch>[0]) => dispatch.call(handler, line);
  handler.dispatch = (line) => {
    const { command, params, nick, ident, hostname, tags } = line;
    const [target = ''] = params;
    const message = params.at(-1) ?? '';
    if (command !== 'PRIVMSG' || tags.batch !== undefined || message.startsWith(ctcp)) return usual(line);
    if (network.extractTargetGroup(target)) return usual(line);
    client.emit('privmsg', { nick, ident, hostname, from_server: !nick, target, message, tags });
  };
}
