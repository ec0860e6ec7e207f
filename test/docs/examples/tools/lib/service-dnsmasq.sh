# dnsmasq.service, for systemctl. A reload is SIGHUP: the file that dhcp-hostsfile names is read again.
start_service() {
  put "$state/dnsmasq" "$(sed 's/#.*//' "$host/etc/dnsmasq.hosts" | awk -F, 'NF >= 3 { print "host", $3, $1, $2 }')"
}
reload_service() { start_service; }
