# shorewall.service, for systemctl.
start_service() { "$bin/shorewall" restart > /dev/null 2>&1; }
reload_service() { "$bin/shorewall" reload > /dev/null 2>&1; }
