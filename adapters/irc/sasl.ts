import { settingOf } from './network.ts';
import { type IrcOptions, passwordVariable } from './options.ts';

/** What a failed login means, without the secret; `reason` is irc-framework's. */
export function saslProblem(reason: string, options: IrcOptions): string {
  const { sasl, account } = options;
  switch (reason) {
    case 'fail':
      return sasl === 'plain'
        ? `the password for account ${account} was refused; see ${passwordVariable(options)}`
        : `no account accepts the certificate in ${settingOf(options, 'tls.cert_file')}; log in with it and a password once, and type /msg NickServ CERT ADD`;
    case 'nick_locked':
      return `account ${account ?? ''} may not be used just now (the server says it is locked)`;
    case 'capability_missing':
      return 'the server offers no login (SASL) just now; are its services up?';
    case 'unsupported_mechanism':
      return `the server does not offer SASL ${sasl.toUpperCase()}`;
    default:
      return `the login (SASL) failed: ${reason}`;
  }
}
