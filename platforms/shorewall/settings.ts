import { join } from 'node:path/posix';
import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { SettingsOf } from '../../src/farm/roles/role.ts';
import type { FarmSettings, FirewallSettings } from '../../src/farm/settings.ts';
import { publicAddress, zoneName } from './names.ts';

export interface ShorewallSettings extends FirewallSettings {
  /** Shorewall's configuration. */
  readonly folder: string;
  readonly rules: string;
  readonly params: string;
  /** Zone people come from, and zone the VMs are in. */
  readonly netZone: string;
  readonly vmZone: string;
  /** Seconds after which the dead man's switch opens the firewall. */
  readonly deadMan: number;
  /** Shorewall6's rules; absent: what may reach VMs by IPv6 is not farmhand's. */
  readonly rules6?: string;
  /** Shorewall6's params; absent: they are read and not edited. */
  readonly params6?: string;
}

const schema = z.strictObject({
  kind: z.literal('shorewall').optional(),
  host: s.host,
  folder: s.remotePath.default('/etc/shorewall'),
  rules: s.remotePath.optional().describe('rules in the folder when left out'),
  params: s.remotePath.optional().describe('params in the folder when left out'),
  public_address: publicAddress,
  net_zone: zoneName.default('net'),
  vm_zone: zoneName.default('loc'),
  ssh_base: s.port.default(22000).describe("SSH port seen from outside, less the last number of the VM's address"),
  rules6: s.remotePath.optional().describe("Shorewall6's rules, where a clone is to have those of its source"),
  params6: s.remotePath
    .optional()
    .describe("Shorewall6's params, where a clone is to have variables of its own in the place of its source's"),
  dead_man: s.deadMan.prefault('30s').describe('Time after which the firewall opens when a change cut farmhand off'),
});

export const settings: SettingsOf<ShorewallSettings> = {
  section: 'firewall',
  schema,
  resolve: (block: z.output<typeof schema>, { only }) => ({
    kind: 'shorewall',
    host: block.host ?? only,
    folder: block.folder,
    rules: block.rules ?? join(block.folder, 'rules'),
    params: block.params ?? join(block.folder, 'params'),
    publicAddress: block.public_address,
    netZone: block.net_zone,
    vmZone: block.vm_zone,
    sshBase: block.ssh_base,
    deadMan: block.dead_man,
    ...(block.rules6 !== undefined && { rules6: block.rules6 }),
    ...(block.params6 !== undefined && { params6: block.params6 }),
  }),
};

/** The farm's settings of its firewall, where that is Shorewall. */
export function shorewallOf({ firewall }: Pick<FarmSettings, 'firewall'>): ShorewallSettings | undefined {
  return firewall as ShorewallSettings | undefined;
}
