import type { Client } from 'irc-framework';

/** What a message to a program begins and ends with (https://modern.ircdocs.horse/ctcp). */
const ctcp = '\x01';

/**
 * Has messages handed to who listens for them, and to nobody else. irc-framework itself says each under three names, and for each name
 * copies it and winds its timer for a silent server anew, which the answers to its own PINGs do, too: a third of what it does before a person's
 * line is heard. What it makes of CTCP, and of messages to some of a channel's people, is left to it.
 */
export function messagesAtOnce(client: Client): void {
  const { command_handler: handlers, network } = client;
  const usual = handlers.handlers.PRIVMSG;
  handlers.addHandler('PRIVMSG', (command, handler) => {
    const { params, nick, ident, hostname, tags, batch } = command;
    const [target = ''] = params;
    const message = params.at(-1) ?? '';
    if (message.startsWith(ctcp) || network.extractTargetGroup(target)) return usual?.(command, handler);
    const from = { nick, ident, hostname, from_server: !nick, ...(batch && { batch }) };
    client.emit('privmsg', { ...from, target, message, tags });
  });
}
