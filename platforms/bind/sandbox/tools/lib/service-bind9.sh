# bind9.service: Debian's other name for it.
unit=named
. "$bin/lib/service-named.sh"
