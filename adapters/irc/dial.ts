import { readFileSync } from 'node:fs';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Named, settingOf } from './network.ts';
import type { IrcSettings } from './settings.ts';

/**
 * Opens a socket to the server. Certificate files are read each time, so that a renewed one is used at the next connection.
 * Throws when one cannot be read.
 */
export function dial(settings: IrcSettings & Named): { socket: Socket; secure: boolean } {
  const { host, port, tls } = settings;
  if (tls === false) return { socket: connectPlain({ host, port }), secure: false };
  const socket = connectTls({
    host,
    port,
    rejectUnauthorized: tls.verify,
    ...(isIP(host) === 0 && { servername: host }),
    ...(tls.ca_file !== undefined && { ca: pem(tls.ca_file, settingOf(settings, 'tls.ca_file')) }),
    ...(tls.cert_file !== undefined && { cert: pem(tls.cert_file, settingOf(settings, 'tls.cert_file')) }),
    ...(tls.key_file !== undefined && { key: pem(tls.key_file, settingOf(settings, 'tls.key_file')) }),
  });
  return { socket, secure: true };
}

function pem(path: string, setting: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`${setting}: cannot read ${path}: ${(error as Error).message}`);
  }
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** What a socket's error means for the operator, and what to do about it. */
export function explained(error: Error, named: Named): string {
  const code = 'code' in error ? String(error.code) : '';
  if (untrusted.has(code)) {
    return `its certificate is not vouched for by a known authority (${code}); if it is the right server, name its certificate in ${settingOf(named, 'tls.ca_file')}`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `its certificate is for another name: ${error.message}`;
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired';
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return `no TLS is spoken there; see ${settingOf(named, 'port')} and ${settingOf(named, 'tls')}`;
  }
  return error.message;
}
