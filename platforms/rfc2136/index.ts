import { record } from './record.ts';

/** DNS records by dynamic update (RFC 2136): zones of BIND, Knot and PowerDNS. */
export const kind = 'rfc2136';
export const role = 'dns';

export const actions = [record];

export { needs, privileged } from './needs.ts';
export { type Rfc2136Settings, settings, settingsOf } from './settings.ts';
export { zonePart } from './state.ts';
export * as steps from './steps.ts';
