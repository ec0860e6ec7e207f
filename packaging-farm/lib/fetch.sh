#!/bin/sh
# fetch.sh MIRROR URL: makes or refreshes a mirror; MIRROR.error is there when that failed.
mirror=$1 url=$2
export GIT_TERMINAL_PROMPT=0
mkdir -p -- "${mirror%/*}"
: >"$mirror.error"
if [ -d "$mirror" ]; then
  git -C "$mirror" fetch --quiet --prune --force -- "$url" '+refs/*:refs/*' || exit 1
else
  rm -rf -- "$mirror.new"
  git clone --quiet --mirror -- "$url" "$mirror.new" && mv -- "$mirror.new" "$mirror" || exit 1
fi
rm -f -- "$mirror.error"
