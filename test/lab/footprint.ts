import type { LabFarm } from './fixture.ts';

/**
 * Everything on the host that a clone touches, as text: files byte for byte but for the zones' serials (which only rise), with
 * owners, modes and links; volumes and instances; the ports the kernel forwards; what farmhand keeps of edits under way, and host keys that wait for a disk.
 */
export async function footprint({ exec }: Pick<LabFarm, 'exec'>): Promise<string> {
  const { code, stdout, stderr } = await exec(script);
  if (code !== 0) throw new Error(`the lab could not be looked at: ${stderr}`);
  return stdout;
}

const script = `
set -e
cd /etc
find bind dhcp shorewall nginx -printf '%p %y %m %u:%g %l\\n' | sort
find bind dhcp shorewall nginx -type f | sort | while read -r file; do
  echo "== $file"
  sed 's/[0-9][0-9]*\\([[:space:]]*; serial\\)/SERIAL\\1/' "$file" | base64 -w 0 | sed 's/$/\\n/'
  case $file in */db.*|*/rules|*/params|*/dhcpd.conf) cat "$file" | sed 's/[0-9][0-9]*\\([[:space:]]*; serial\\)/SERIAL\\1/' ;; esac
done
echo '== volumes'
lvs --noheadings --units b -o lv_name,lv_uuid,lv_size,lv_tags all | sort
vgs --noheadings -o vg_free_count all
echo '== instances'
gnt-instance list --no-headers --separator='|' -o name,status,be/maxmem
echo '== forwards'
iptables -w -t nat -S | grep -e '-j DNAT' | sort
echo '== under way'
find /var/lib/farmhand/kept /var/lib/farmhand/switch /var/lib/farmhand/keys -mindepth 1 -type f ! -name confirmed 2>/dev/null || :
`;
