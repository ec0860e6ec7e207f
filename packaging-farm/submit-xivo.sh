#!/bin/sh
# submit-xivo.sh(1): makes the source packages of some of the farm's packages from git, at GIT_REVISION.
set -eu

usage() {
  echo 'usage: submit-xivo.sh [--root DIR] PACKAGE...' >&2
  exit 2
}

if [ "${1:-}" = --root ]; then
  [ $# -gt 1 ] || usage
  export PACKAGING_FARM_ROOT="$2"
  shift 2
fi
case ${1:-} in '' | -*) usage ;; esac

self=$(readlink -f -- "$0")
for package in "$@"; do
  "${self%/*}/packaging-farm" --cd "$package" update
done
