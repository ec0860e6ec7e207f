# The running virtual machines as the network sees them. HOST/state/running/NAME holds: balloon in MiB, MAC.
. "$bin/lib/dns.sh"

# guest_at ADDRESS: prints its name and MAC. It answers when a running instance's MAC has a DHCP host whose name leads there.
guest_at() (
  for running in "$farm"/*/state/running/*; do
    [ -e "$running" ] || continue
    read -r _ mac < "$running"
    for leases in "$farm"/*/state/dhcpd; do
      name=$(awk -v root="${leases%/state/dhcpd}" -f "$bin/lib/dhcpd.awk" "$leases" | awk -v mac="$mac" '$1 == "host" && $3 == mac { print $4; exit }')
      [ -n "$name" ] && [ "$(resolve "$name")" = "$1" ] || continue
      echo "$name $mac"
      exit 0
    done
  done
  exit 1
)
