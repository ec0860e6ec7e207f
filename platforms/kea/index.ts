import type { Platform } from '../../src/farm/platform.ts';
import { discovery } from './discover.ts';
import { examine } from './examine.ts';
import { needs, privileged } from './needs.ts';
import { reservation } from './reservation.ts';
import { plays } from './role.ts';

/** The reservations of kea-dhcp4.conf. */
export const kea: Platform = {
  kind: 'kea',
  title: 'Kea',
  role: 'dhcp',
  plays,
  actions: [reservation],
  needs,
  privileged,
  examine,
  discovery,
};
