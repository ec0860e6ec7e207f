import type { Fact } from '../../engine/action.ts';
import type { Result } from '../../ssh/host.ts';
import { emptyInventory } from '../inventory.ts';
import type { ProxySite, ProxyState } from '../state.ts';
import { readSite } from './site-text.ts';

/** Each entry: folder, name, text; NUL after each, as no file name and no configuration has one. A link that leads nowhere has no text. */
const script = `
for folder; do
  [ -d "$folder" ] || { echo "there is no folder $folder" >&2; exit 1; }
  for file in "$folder"/*; do
    [ -e "$file" ] || [ -L "$file" ] || continue
    printf '%s\\0%s\\0' "$folder" "\${file##*/}"
    if [ -f "$file" ]; then cat -- "$file" || exit 1; fi
    printf '\\0'
  done
done
`;

/** The sites of nginx: every file of sites-available and sites-enabled. */
export function sitesFact(host: string, available: string, enabled: string): Fact<ProxyState> {
  return {
    host,
    read: { script, args: [available, enabled] },
    parse: (result) => parseSites(host, enabled, result),
  };
}

function parseSites(host: string, enabled: string, { code, stdout, stderr, truncated }: Result): ProxyState {
  if (code !== 0) throw new Error(`${host}: cannot read nginx's sites: ${stderr.trim() || `exit code ${code}`}`);
  if (truncated) throw new Error(`${host}: nginx's sites are more than farmhand keeps of an answer`);
  const fields = stdout.split('\0');
  const sites = new Map<string, ProxySite>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [folder, file, text] = fields.slice(at, at + 3) as [string, string, string];
    const known = sites.get(file);
    sites.set(file, { ...(known ?? { file, ...readSite(text) }), enabled: known?.enabled || folder === enabled });
  }
  return { sites: [...sites.values()], inventory: emptyInventory };
}
