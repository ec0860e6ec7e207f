# Kea's control socket, for socat.
. "$bin/lib/kea.sh"
answer() { kea_answer "$1"; }
