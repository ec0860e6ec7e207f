# kea-dhcp4-server.service, for systemctl. The server is told to read its file again by its socket (kea.sh), or by a signal.
. "$bin/lib/kea.sh"
start_service() {
  loaded=$(kea_hosts "$host/etc/kea/kea-dhcp4.conf") || return
  put "$state/kea" "$loaded"
}
reload_service() { start_service; }
