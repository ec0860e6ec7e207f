import type { Action } from '../../src/engine/action.ts';
import type { RoleName } from '../../src/farm/platform.ts';
import { reservation } from './reservation.ts';

export const kind = 'kea';
export const role: RoleName = 'dhcp';

/** Every kind of step of this platform. */
export const actions: readonly Action[] = [reservation];

export { needs, privileged } from './needs.ts';
export { type KeaSettings, settings, settingsOf } from './settings.ts';
export { dhcpPart } from './state.ts';
export { host, removeHost } from './steps.ts';
