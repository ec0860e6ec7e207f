#!/bin/sh
# build-one.sh NAME [PACKAGE/BINARY]…: builds NAME for its distributions and architectures, from sources/NAME. The binaries named
# are the farm's own ones that it needs.
set -eu
. "$FARM_LIB/recipe.sh"
. "$FARM_LIB/root-$FARM_BUILD_ROOT.sh"

name=$1
shift
begin "$name"
source_of "$name"

# debs DISTRIBUTION ARCHITECTURE PACKAGE/BINARY…: the built files, in $debs. Packages for all architectures are built once, with the
# first architecture.
debs() {
  distribution=$1 architecture=$2 debs=''
  shift 2
  for staged in "$@"; do
    found=''
    for deb in "$FARM_RESULTS/${staged%/*}/$distribution-$architecture/${staged#*/}"_*.deb \
      "$FARM_RESULTS/${staged%/*}/$distribution"-*/"${staged#*/}"_*_all.deb; do
      [ -z "$found" ] && [ -e "$deb" ] || continue
      found=$deb
    done
    [ -n "$found" ] || { echo "$staged is needed first, and not built for $distribution-$architecture" >>"$log" && return 1; }
    debs="$debs $found"
  done
}

# A build that ends well and leaves nothing is none.
is_there() {
  set -- "$work"/*.changes
  [ -e "$1" ] || { echo "the build left no .changes in $work" >>"$log" && return 1; }
}

keep_results() {
  kept=$FARM_RESULTS/$name/$1
  rm -rf -- "$kept" "$FARM_RESULTS/$name/.new.$1"
  mkdir -p -- "$FARM_RESULTS/$name/.new.$1"
  for file in "$work"/*.deb "$work"/*.changes "$work"/*.buildinfo; do
    [ ! -e "$file" ] || mv -- "$file" "$FARM_RESULTS/$name/.new.$1/"
  done
  mv -- "$FARM_RESULTS/$name/.new.$1" "$kept"
  rm -rf -- "$work"
}

for distribution in $job_distributions; do
  which=-b
  for architecture in $job_architectures; do
    start_log "$name" "$distribution" "$architecture"
    if [ $which = -B ] && ! grep -q '^Architecture:.*\(any\|[a-z0-9]*'"$architecture"'\)' "$FARM_CACHE/sources/$name/control"; then
      mkdir -p "$FARM_RESULTS/$name/$distribution-$architecture"
      continue
    fi
    set -- "$FARM_CACHE/sources/$name"/*.dsc "$@"
    dsc=$1
    shift
    debs "$distribution" "$architecture" "$@" && (root_build "$dsc" $which) >>"$log" 2>&1 && is_there ||
      ended_badly "$name" "$source_version" "$distribution" "$architecture"
    keep_results "$distribution-$architecture"
    which=-B
  done
done
ended_well "$name" "$source_version"
