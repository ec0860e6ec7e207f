import { needs } from '../../support/servers.ts';
import { ircArena } from './arenas/irc.ts';
import { adapterContract } from './contract.ts';

needs('inspircd', 'anope', 'openssl')('with its servers', {}, () => {
  adapterContract('IRC', ircArena);
});
