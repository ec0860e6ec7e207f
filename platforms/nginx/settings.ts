import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { SettingsOf } from '../../src/farm/roles/role.ts';
import type { FarmSettings, ProxySettings } from '../../src/farm/settings.ts';

export interface NginxSettings extends ProxySettings {
  readonly available: string;
  readonly enabled: string;
  readonly reload: readonly string[];
}

const schema = z.strictObject({
  kind: z.literal('nginx').optional(),
  host: s.host,
  available: s.remotePath.default('/etc/nginx/sites-available'),
  enabled: s.remotePath.default('/etc/nginx/sites-enabled'),
  reload: s.words.default(['systemctl', 'reload', 'nginx']),
});

export const settings: SettingsOf<NginxSettings> = {
  section: 'proxy',
  schema,
  resolve: (block: z.output<typeof schema>, { only }) => ({ ...block, kind: 'nginx', host: block.host ?? only }),
};

/** The farm's settings of its proxy, where that is nginx. */
export function nginxOf({ proxy }: Pick<FarmSettings, 'proxy'>): NginxSettings | undefined {
  return proxy as NginxSettings | undefined;
}
