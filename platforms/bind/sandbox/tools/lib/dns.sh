# The name server's zones as last loaded, on whatever host of the farm it runs: HOST/state/named/ZONE, in the form zone.awk prints.
named=$state/named

# load_zones: what a reload does. A zone whose file is bad keeps its old data, and the command still succeeds.
load_zones() {
  zone_files |
    while read -r zone file directory; do
      awk -v zone="$zone" -v file="$file" -v root="$host" -v directory="$directory" -f "$bin/lib/quoted.awk" -f "$bin/lib/zone.awk" "$host$file" > "$named.new"
      word=
      read -r word _ < "$named.new"
      [ "$word" = error ] || mv "$named.new" "$named/$zone"
    done
  [ ! -e "$named.new" ] || rm "$named.new"
}

# zone_files: ZONE FILE FOLDER, a line for each zone of named's configuration; FILE as it stands there, FOLDER where relative names begin.
zone_files() {
  options=$host/etc/bind/named.conf.options
  [ -e "$options" ] || options=/dev/null
  awk -F '"' -v host="$host" -v options="$options" '
    BEGIN { while ((getline < options) > 0) if (/^[ \t]*directory "/) directory = $2 }
    /^zone / { zone = $2 }
    /^[ \t]*file / { print zone, $2, host directory }' "$host/etc/bind/named.conf.local"
}
