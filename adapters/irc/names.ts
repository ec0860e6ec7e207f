/** A channel (RFC 2812 section 1.3): a prefix, then anything but spaces, commas, colons and control characters. */
export const channelName = /^[#&+!][^\s\x00-\x20\x7f,:]{0,63}$/;

/** A nick (RFC 2812 section 2.3.1), of any length up to 30. */
export const nickName = /^[A-Za-z[\]\\`_^{|}][\w[\]\\`^{|}-]{0,29}$/;

/**
 * Another person's nick, to be written to. Wider than RFC 2812, since servers allow UTF-8 in nicks and give a digit first to people
 * renamed in a collision; narrow enough that it is one target, no channel, no mask and no server.
 */
const someNick = /^[^\s\x00-\x20\x7f#&+!@%~$:,*?.=-][^\s\x00-\x20\x7f!@$:,*?.#]{0,63}$/u;

/** Whether it can be the target of a message: exactly one channel or one nick. */
export function isTarget(name: string): boolean {
  return channelName.test(name) || someNick.test(name);
}

/** Whether the target is a channel, by its prefix. */
export function isChannel(target: string): boolean {
  return channelName.test(target);
}
