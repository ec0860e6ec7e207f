# What the farm's DHCP servers give out, for guest.sh.

# dhcp_hosts FOLDER: what the server of the host in this folder has loaded, `host NAME MAC ADDRESS` a line. Fails where there is none.
dhcp_hosts() {
  [ -e "$1/state/kea" ] && cut -d ' ' -f 1-4 "$1/state/kea"
}
