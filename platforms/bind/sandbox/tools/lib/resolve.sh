# Names as every stand-in resolves them.

# resolve NAME [AAAA]: prints its address; fails where no name server of the farm, nor this host's own file, knows it.
resolve() (
  case $1 in
    *:*) echo "$1"; exit 0 ;;
    *[!0-9.]*) ;;
    *.*.*.*) echo "$1"; exit 0 ;;
  esac
  name=${1%.}
  zone_data
  exec awk -v type="${2:-A}" -v name="$name" -v own="$host/etc/hosts" '
    FILENAME == own { for (i = 2; i <= NF; i++) if ($i == name) { print $1; found = 1; exit } next }
    $1 == "record" && $3 == type && $2 == tolower(name) { print $4; found = 1; exit }
    END { exit !found }' $data "$host/etc/hosts"
)

# names: all that have an address there, a line each.
names() {
  zone_data
  awk -v own="$host/etc/hosts" '
    FILENAME == own { for (i = 2; i <= NF; i++) print $i; next }
    $1 == "record" && $3 == "A" { print $2 }' $data "$host/etc/hosts"
}

# Sets data to the files of all name servers that run.
zone_data() {
  data=
  for zones in "$farm"/*/state/named; do
    service=${zones%named}services/named
    now=active
    [ ! -e "$service" ] || read -r now < "$service"
    [ "$now" = active ] || continue
    for zone in "$zones"/*; do [ ! -e "$zone" ] || data="$data $zone"; done
  done
}
