# named.service, for systemctl.
. "$bin/lib/dns.sh"
start_service() { load_zones; }
reload_service() { load_zones; }
