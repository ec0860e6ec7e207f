#!/bin/sh
# submit-xivo.sh(1): makes the source packages of some of the farm's packages from git, at GIT_REVISION.
set -eu

self=$(readlink -f -- "$0")
here=${self%/*}
farm=$here/packaging-farm
while [ $# -gt 0 ]; do
  case $1 in
    --root) [ $# -gt 1 ] && PACKAGING_FARM_ROOT=$2 && export PACKAGING_FARM_ROOT && shift 2 && continue ;;
    -* | '') ;;
    *) break ;;
  esac
  echo 'usage: submit-xivo.sh [--root DIR] PACKAGE…' >&2
  exit 2
done
[ $# -gt 0 ] || exec "$0" -
for package in "$@"; do
  "$farm" --cd "$package" update
done
