import { asciiLower } from './ascii.ts';

/**
 * A chat platform's name: that of its kind (`slack`), or, where farm.yaml names several networks of the kind, `KIND/NETWORK` (`irc/libera`).
 * Each is a platform of its own: an identity, a channel or a lease of one is nothing on another.
 */
export function platformOf(kind: string, network?: string): string {
  return network === undefined ? kind : `${kind}/${network}`;
}

/** The kind of a platform: `irc` of `irc/libera`. */
export function kindOf(platform: string): string {
  return platform.split('/', 1)[0] ?? platform;
}

/** The name of the network of a platform: `libera` of `irc/libera`; undefined: it is the only one of its kind. */
export function networkOf(platform: string): string | undefined {
  return platform.split('/')[1];
}

/** Where farm.yaml has the block of a platform: `chat.irc.libera`. */
export function blockOf(platform: string): string {
  return `chat.${platform.replace('/', '.')}`;
}

/**
 * An identity, or a channel's name, in the form in which equal ones of a platform are the same text: on IRC, services and servers compare without
 * regard to ASCII case (RFC 2812, 2.2); other platforms' are exact.
 */
export function comparable(platform: string, name: string): string {
  return kindOf(platform) === 'irc' ? asciiLower(name) : name;
}
