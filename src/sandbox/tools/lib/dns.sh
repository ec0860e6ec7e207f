# The name server's zones as last loaded, on whatever host of the farm it runs: HOST/state/named/ZONE, in the form zone.awk prints.
named=$state/named

# load_zones: what a reload does. A zone whose file is bad keeps its old data, and the command still succeeds.
load_zones() {
  directory=$(named_directory)
  zone_files |
    while read -r zone file; do
      awk -v zone="$zone" -v file="$file" -v root="$host" -v directory="$directory" -f "$bin/lib/quoted.awk" -f "$bin/lib/zone.awk" "$host$file" > "$named.new"
      case $(cat "$named.new") in
        error*) ;;
        *) mv "$named.new" "$named/$zone" ;;
      esac
    done
  rm -f "$named.new"
}

# zone_files: ZONE FILE, a line for each zone of named's configuration; FILE as it stands there.
zone_files() {
  awk -F '"' '/^zone / { zone = $2 } /^[ \t]*file / { print zone, $2 }' "$host/etc/bind/named.conf.local"
}

# named_directory: where relative names begin.
named_directory() {
  echo "$host$(sed -n 's/^[ \t]*directory "\(.*\)";.*/\1/p' "$host/etc/bind/named.conf.options" 2> /dev/null)"
}

# resolve NAME: prints its address; fails where no name server of the farm, nor this host's own file, knows it.
resolve() (
  case $1 in
    *[!0-9.]*) ;;
    *.*.*.*) echo "$1"; exit 0 ;;
  esac
  for zones in "$farm"/*/state/named; do
    service=${zones%named}services/named
    if [ -e "$service" ]; then
      read -r now < "$service"
      [ "$now" = active ] || continue
    fi
    answer=$(awk -v name="${1%.}" '$1 == "record" && $2 == tolower(name) && $3 == "A" { print $4; exit }' "$zones"/*)
    [ -z "$answer" ] || { echo "$answer"; exit 0; }
  done
  awk -v name="${1%.}" '{ for (i = 2; i <= NF; i++) if ($i == name) { print $1; found = 1; exit } } END { exit !found }' "$host/etc/hosts"
)
