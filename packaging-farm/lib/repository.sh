#!/bin/sh
# repository.sh NAME: the apt repository of a meta package, by reprepro(1): for each distribution a new one, put in place at once, of
# what its packages' last builds left. A new one, because a pool refuses another file for a version it has, and a lower version.
set -eu
. "$FARM_LIB/recipe.sh"

name=$1
begin "$name"
kept=$FARM_RESULTS/$name
mkdir -p -- "$kept"

# The fields of conf/distributions, as reprepro(1) has them.
distributions() {
  printf 'Origin: %s\nLabel: %s\nCodename: %s\nArchitectures: %s\nComponents: %s\nDescription: %s\n' \
    "$name" "$name" "$distribution" "$job_architectures" "$job_component" "packages of $name"
  [ -z "$FARM_SIGN_WITH" ] || printf 'SignWith: %s\n' "$FARM_SIGN_WITH"
}

make_repository() {
  mkdir -p -- "$new/conf"
  distributions >"$new/conf/distributions"
  set --
  for child in $job_children; do
    for deb in "$FARM_RESULTS/$child/$distribution"-*/*.deb; do
      [ ! -e "$deb" ] || set -- "$@" "$deb"
    done
  done
  [ $# -gt 0 ] || { echo "none of its packages is built for $distribution" && return 1; }
  reprepro --silent --basedir "$new" --component "$job_component" includedeb "$distribution" "$@" &&
    reprepro --silent --basedir "$new" export "$distribution"
}

# published: what has been in the repository, ever, on record before it is there.
publish() {
  [ ! -e "$kept/published" ] || cat -- "$kept/published" || return
  awk -f "$FARM_LIB/files.awk" "$new/dists/$distribution"/*/binary-*/Packages
}

for distribution in $job_distributions; do
  start_log "$name" "$distribution" "${job_architectures%% *}"
  new=$kept/.$distribution.$$
  make_repository >>"$log" 2>&1 || {
    rm -rf -- "$new"
    ended_badly "$name" - "$distribution" "${job_architectures%% *}"
  }
  publish >"$kept/.published.$$"
  sort -u -o "$kept/.published.$$" "$kept/.published.$$"
  mv -- "$kept/.published.$$" "$kept/published"
  old=$(readlink -- "$kept/$distribution" || :)
  ln -s -- "${new##*/}" "$new.link"
  mv -T -- "$new.link" "$kept/$distribution"
  [ -z "$old" ] || rm -rf -- "${kept:?}/$old"
  rm -rf -- "$work"
done
ended_well "$name" -
