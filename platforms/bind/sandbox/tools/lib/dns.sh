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
