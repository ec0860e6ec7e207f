# A primary server that takes dynamic updates, as the stand-ins for dig and nsupdate ask it. Each zone is a file HOST/state/primary/ZONE: "serial N",
# then a line "OWNER TTL TYPE DATA" for each record, names with the dot at their ends, the SOA record left out. HOST/state/primary.key is the key it knows;
# zones in HOST/state/closed are not given out whole, zones in HOST/state/fixed take no updates. HOST/state/primary.port: where it listens, if not at 53.
primary=$state/primary

# active PORT: whether it runs there.
active() {
  own=53
  [ ! -e "$state/primary.port" ] || read -r own < "$state/primary.port"
  [ "$1" = "$own" ] || return 1
  now=active
  [ ! -e "$state/services/named" ] || read -r now < "$state/services/named"
  [ "$now" = active ]
}

# key_error FILE: what the server says of a key: nothing, BADKEY, BADSIG, or BADTIME where HOST/state/clocks is there: those of the two differ.
key_error() {
  if [ -e "$state/clocks" ]; then echo BADTIME; return; fi
  if cmp -s "$1" "$state/primary.key"; then return; fi
  if [ "$(key_name "$1")" = "$(key_name "$state/primary.key")" ]; then echo BADSIG; else echo BADKEY; fi
}

key_name() {
  sed -n 's/^key "\(.*\)".*/\1/p' "$1"
}

# zone_of NAME: the longest zone it is in; nothing where there is none.
zone_of() (
  name=${1%.}
  while [ -n "$name" ]; do
    [ ! -e "$primary/$name" ] || { echo "$name"; exit; }
    case $name in *.*) name=${name#*.} ;; *) name= ;; esac
  done
)

# soa ZONE: its SOA record, as dig prints records.
soa() {
  printf '%s.\t3600\tIN\tSOA\tns.farm. root.farm. %s 3600 900 604800 300\n' "$1" "$(sed -n 's/^serial //p' "$primary/$1")"
}

# records ZONE: all others.
records() {
  awk '$1 != "serial" { line = $1 "\t" $2 "\tIN\t" $3 "\t" $4; for (i = 5; i <= NF; i++) line = line " " $i; print line }' "$primary/$1"
}

# asked ZONE NAME TYPE: the answer records; status 1: there is no such name. A wildcard answers where the name is not there (RFC 4592).
asked() {
  { soa "$1"; records "$1"; } | awk -v name="$2" -v type="$3" '
    { owner[NR] = $1; kind[NR] = $4; line[NR] = $0; above = $1; do exists[above] = 1; while (sub(/^[^.]*\./, "", above) && above != "") }
    END {
      from = name
      while (!(from in exists)) {
        encloser = from
        sub(/^[^.]*\./, "", encloser)
        if (encloser == "") exit 1
        if (encloser in exists) { from = "*." encloser; if (!(from in exists)) exit 1; break }
        from = encloser
      }
      for (i = 1; i <= NR; i++) if (owner[i] == from && (kind[i] == type || kind[i] == "CNAME")) print name substr(line[i], length(from) + 1)
    }'
}

# delegated ZONE NAME: whether the name is below another server's.
delegated() {
  records "$1" | awk -v zone="$1." -v name="$2" '
    $4 == "NS" && $1 != zone && ($1 == name || substr(name, length(name) - length($1)) == "." $1) { found = 1 }
    END { exit !found }'
}
