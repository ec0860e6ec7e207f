import type { Platform } from '../src/farm/platform.ts';
import { bind } from './bind/index.ts';
import { ganeti } from './ganeti/index.ts';
import { guest } from './guest/index.ts';
import { iscDhcpd } from './isc-dhcpd/index.ts';
import { kea } from './kea/index.ts';
import { lvm } from './lvm/index.ts';
import { nginx } from './nginx/index.ts';
import { packagingFarm } from './packaging-farm/index.ts';
import { rfc2136 } from './rfc2136/index.ts';
import { shorewall } from './shorewall/index.ts';

/** Every platform there is: the one list a new one is added to. What is said of a host's roles is said in this order. */
export const platforms: readonly Platform[] = [
  ganeti,
  lvm,
  bind,
  rfc2136,
  iscDhcpd,
  kea,
  packagingFarm,
  shorewall,
  nginx,
  guest,
];
