import * as z from 'zod';
import { defaultPath, defaultState } from '../../ssh/settings.ts';
import * as s from './scalars.ts';

export const user = z
  .string({ error: 'a login name such as root' })
  .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'a login name such as root')
  .default('root');

export const keys = z.array(s.localPath, { error: 'a list of private key files' });

export const sudo = s.flag
  .optional()
  .describe('Run privileged commands by sudo -n; true for everybody but root when left out');

export const state = s.remotePath.default(defaultState).describe("farmhand's folder on the host");

export const path = z
  .string({ error: 'folders with : between them' })
  .regex(/^\/[A-Za-z0-9._/+-]*(:\/[A-Za-z0-9._/+-]*)*$/, 'folders with : between them, such as /usr/sbin:/usr/bin')
  .default(defaultPath)
  .describe('PATH of the commands there');

/** A machine reached by SSH. */
export const host = z.strictObject({
  address: s.endpoint.optional().describe('Where it is reached; its name here when left out'),
  port: s.port.default(22),
  user,
  keys: keys.default([]).describe('Private key files, tried in order; with none, the ssh-agent is asked'),
  agent: s.localPath.optional().describe("The ssh-agent's socket; $SSH_AUTH_SOCK when left out and there are no keys"),
  known_hosts: s.localPath.default('known_hosts').describe('Host keys, as OpenSSH keeps them'),
  jump: s.label.optional().describe('The host this one is reached through'),
  sudo,
  state,
  path,
  concurrency: z
    .int('a number of runs, from 1')
    .positive('a number of runs, from 1')
    .optional()
    .describe('Runs worked on at once there, by all workers together; any number when left out'),
});
