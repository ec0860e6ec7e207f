# The host's volume groups. state/lvm/VG holds: extent size in bytes, number of extents. state/lvm/VG.d/LV holds, for each
# volume: uuid, extents, origin or -, percent of copy-on-write space used or -, valid|invalid|error, tags with commas or -.
# What holds a volume open is a file VG.open/LV.HOLDER. The data is dev/VG/LV; of one that returns errors (lvcreate --type error), and of
# a snapshot of it, a folder, which nothing can be read from or written to.
. "$bin/lib/host.sh"
lvm=$state/lvm

# at VG/LV | /dev/VG/LV | HOST/dev/VG/LV: sets vg and lv (lv empty for a group alone).
at() {
  path=${1#"$host"}
  path=${path#/dev/}
  vg=${path%%/*}
  lv=
  case $path in */*) lv=${path#*/} ;; esac
}

# Reads the group, or says that there is none.
has_vg() {
  if [ -e "$lvm/$vg" ]; then read -r extent total < "$lvm/$vg"
  else
    printf '%s\n' "  Volume group \"$vg\" not found" "  Cannot process volume group $vg" >&2
    return 1
  fi
}
need_vg() {
  has_vg || exit 5
}

# The names of all volume groups.
groups() {
  for file in "$lvm"/*.d; do
    file=${file##*/}
    echo "${file%.d}"
  done
}

exists() { [ -e "$lvm/$vg.d/$1" ]; }

need_lv() {
  need_vg
  exists "$lv" || fail 5 "  Failed to find logical volume \"$vg/$lv\""
}

read_lv() {
  read -r uuid extents origin used valid tags < "$lvm/$vg.d/$1"
}

write_lv() {
  put "$lvm/$vg.d/$1" "$uuid $extents $origin $used $valid $tags"
}

is_open() {
  for holder in "$lvm/$vg.open/$1".*; do
    [ ! -e "$holder" ] || return 0
  done
  return 1
}

has_snapshots() {
  for other in "$lvm/$vg.d/"*; do
    read -r _ _ from _ < "$other"
    [ "$from" != "$1" ] || return 0
  done
  return 1
}
snapshots_of() {
  for other in "$lvm/$vg.d/"*; do
    read -r _ _ from _ < "$other"
    [ "$from" != "$1" ] || echo "${other##*/}"
  done
}

# rename_lv OLD NEW: its snapshots know it by the new name.
rename_lv() {
  for each in $(snapshots_of "$1"); do
    (
      read_lv "$each"
      origin=$2
      write_lv "$each"
    )
  done
  mv "$host/dev/$vg/$1" "$host/dev/$vg/$2"
  mv "$lvm/$vg.d/$1" "$lvm/$vg.d/$2"
}
remove_lv() {
  rm -rf "$host/dev/$vg/$1" "$lvm/$vg.d/$1"
}

# The physical volume that a volume is on, and where there: one for all, unless state/lvm/VG.pv/LV has another.
device_of() {
  device=/dev/sandbox
  [ ! -e "$lvm/$vg.pv/$1" ] || read -r device < "$lvm/$vg.pv/$1"
  echo "$device(0)"
}

free_extents() {
  taken=0
  for file in "$lvm/$vg.d/"*; do
    [ -e "$file" ] || continue
    read -r _ size _ _ kind _ < "$file"
    [ "$kind" = error ] || taken=$((taken + size))
  done
  echo $((total - taken))
}

# in_bytes SIZE: what lvcreate(8) takes for a size; the default unit is MiB.
in_bytes() {
  number=${1%[bBsSkKmMgGtT]}
  case $number in
    '' | *[!0-9]*) fail 3 "  Can't parse size argument." "  Invalid argument for --size: $1" '  Error during parsing of command line.' ;;
  esac
  case $1 in
    *[bB]) echo "$number" ;;
    *[sS]) echo $((number * 512)) ;;
    *[kK]) echo $((number * 1024)) ;;
    *[gG]) echo $((number * 1073741824)) ;;
    *[tT]) echo $((number * 1099511627776)) ;;
    *) echo $((number * 1048576)) ;;
  esac
}

human() {
  awk -v bytes="$1" 'BEGIN { split("KiB MiB GiB TiB", unit, " "); n = bytes / 1024
    for (i = 1; n >= 1024 && i < 4; i++) n /= 1024
    printf "%.2f %s\n", n, unit[i] }'
}

# 4oicnm-8QtA-dR8S-Wuqg-2Udb-UWno-pcXCEv: letters and digits, as LVM groups them.
new_uuid() {
  tr -d - < /proc/sys/kernel/random/uuid | sed 's/^\(.\{6\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)\(.\{6\}\)$/\1-\2-\3-\4-\5-\6-\7/'
}

parse_error() {
  fail 3 "$tool: unrecognized option '$1'" '  Error during parsing of command line.'
}
no_syntax() {
  fail 3 "  No command with matching syntax recognised.  Run '$tool --help' for more information."
}
see_help() {
  fail 3 "$1" "  Run \`$tool --help' for more information."
}
