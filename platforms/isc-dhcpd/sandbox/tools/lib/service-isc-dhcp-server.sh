# isc-dhcp-server.service, for systemctl. It cannot be reloaded.
start_service() {
  "$bin/dhcpd" -t -q -cf "$host/etc/dhcp/dhcpd.conf" 2> /dev/null || return
  put "$state/dhcpd" "$(cat "$host/etc/dhcp/dhcpd.conf")"
}
