import * as z from 'zod';
import { callsSetting } from '../../src/bot/calls.ts';
import { prefixSetting } from '../../src/bot/prefix.ts';
import { channelName, nickName } from './names.ts';

const channel = z.union([
  z.string().regex(channelName, 'a channel: #name'),
  z.strictObject({
    name: z.string().regex(channelName, 'a channel: #name'),
    key: z
      .string()
      .regex(/^[^\s,:][^\s,]*$/, 'a channel key: no spaces, no commas')
      .optional(),
    prefix: prefixSetting.optional(),
    calls: callsSetting.optional(),
  }),
]);

const tls = z.strictObject({
  /** false: anybody between farmhand and the server can read and write what is said. */
  verify: z.boolean().default(true),
  /** PEM file of the authority, or of the server's own self-signed certificate. */
  ca_file: z.string().optional(),
  /** PEM files farmhand shows itself by, for SASL EXTERNAL. */
  cert_file: z.string().optional(),
  key_file: z.string().optional(),
});

/** The `irc` part of farm.yaml. The password is not in it: it comes from the environment. */
export const settings = z
  .strictObject({
    host: z.string().regex(/^[\w.:-]+$/, 'a host name or address'),
    port: z.int().min(1).max(65_535).default(6697),
    tls: z.union([z.literal(false), tls]).default({ verify: true }),
    nick: z
      .string()
      .regex(nickName, 'an IRC nick: letters, digits and -_[]{}\\`^|, no digit first')
      .default('farmhand'),
    username: z
      .string()
      .regex(/^[\w.-]{1,10}$/, 'at most 10 letters, digits and ._-')
      .default('farmhand'),
    realname: z
      .string()
      .regex(/^[^\r\n\0]{1,100}$/, 'one line of at most 100 characters')
      .default('farmhand'),
    channels: z.array(channel).default([]),
    /** NOTICE instead of PRIVMSG: clients show it without an alert, and bots answer none. */
    notices: z.boolean().default(false),
    sasl: z.enum(['plain', 'external', 'none']).default('none'),
    /** farmhand's own services account. */
    account: z
      .string()
      .regex(/^[^\s\0]+$/, 'an account name: no spaces')
      .optional(),
    /** What the server lets a client send before it cuts it off. Raise it only where the server's operator gave farmhand a faster class. */
    flood: z
      .strictObject({
        burst: z.int().min(1).max(1000).default(8),
        per_second: z.number().positive().max(1000).default(1),
      })
      .default({ burst: 8, per_second: 1 }),
  })
  .superRefine((irc, context) => {
    const say = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    const files = irc.tls || undefined;
    if ((files?.cert_file === undefined) !== (files?.key_file === undefined)) {
      say(['tls'], 'cert_file and key_file belong together');
    }
    if (irc.sasl === 'external' && files?.cert_file === undefined) {
      say(
        ['tls'],
        'sasl: external needs tls with cert_file and key_file: the certificate is what farmhand logs in with',
      );
    }
    if (irc.sasl === 'plain' && irc.account === undefined) say(['account'], 'sasl: plain needs an account');
    if (irc.sasl === 'plain' && irc.tls === false && !loopback.test(irc.host)) {
      say(['tls'], 'sasl: plain without tls would send the password readable to everybody on the way');
    }
  });

const loopback = /^(localhost|127\.[\d.]+|::1)$/;

/** What a person's identity on IRC is like: what services take for the name of an account is their own to say, but no mask and no channel. */
export const identity = { form: /^[^#&:@!*,\s“”"'][^@!*,\s“”"']*$/u, like: 'the name of an account, such as rose' };

export type IrcSettings = z.output<typeof settings>;

/** A channel to be in. */
export interface Channel {
  readonly name: string;
  readonly key?: string | undefined;
  /** What commands begin with there; null: farmhand is called by its name only. */
  readonly prefix?: string | null | undefined;
  /** When those who may approve are called there. */
  readonly calls?: z.output<typeof callsSetting> | undefined;
}

/** The channels of the settings, a bare name being one without a key and with the usual prefix. */
export function channelsOf({ channels }: Pick<IrcSettings, 'channels'>): readonly Channel[] {
  return channels.map((entry) => (typeof entry === 'string' ? { name: entry } : entry));
}
