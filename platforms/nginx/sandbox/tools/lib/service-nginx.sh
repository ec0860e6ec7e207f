# nginx.service, for systemctl.
start_service() { "$bin/nginx" -s reload 2> /dev/null; }
reload_service() { "$bin/nginx" -s reload 2> /dev/null; }
