# The running virtual machines as the network sees them. HOST/state/running/NAME holds: balloon in MiB, MAC.
. "$bin/lib/resolve.sh"
. "$bin/lib/dhcp-hosts.sh"

# guest_at ADDRESS: prints its name and MAC. A machine of others that took an address by hand is a file FARM/neighbours/ADDRESS that
# holds its MAC. A virtual machine answers when a running instance's MAC has a DHCP host whose name leads there, by its A or AAAA record.
guest_at() (
  if [ -e "$farm/neighbours/$1" ]; then
    read -r mac < "$farm/neighbours/$1"
    echo "stranger $mac"
    exit 0
  fi
  for folder in "$farm"/*; do
    [ -d "$folder/state" ] && hosts=$(dhcp_hosts "$folder") || continue
    for running in "$farm"/*/state/running/*; do
      [ -e "$running" ] || continue
      read -r _ mac < "$running"
      [ -n "$mac" ] || continue
      case $hosts in *" $mac "*) ;; *) continue ;; esac
      name=${hosts#*" $mac "}
      name=${name%%[[:space:]]*}
      case $1 in *:*) type=AAAA ;; *) type=A ;; esac
      [ -n "$name" ] && [ "$(resolve "$name" "$type")" = "$1" ] || continue
      echo "$name $mac"
      exit 0
    done
  done
  exit 1
)
