# Read first by every stand-in: where this host's state is, its lock, and the faults a test asked for.
# The stand-ins are links in HOST/bin, so their own path says which host they are on.
set -u
tool=${0##*/}
bin=${0%/*}
host=${bin%/*}
farm=${host%/*}
state=$host/state

# One stand-in at a time changes or reads the host's state; those it calls itself go in with it.
lock() {
  [ "${SANDBOX_LOCKED-}" != "$state" ] || return 0
  exec 9>>"$state/lock"
  flock 9
  export SANDBOX_LOCKED="$state"
}
unlock() {
  unset SANDBOX_LOCKED
  exec 9>&-
}

# fail CODE LINE…: the last words of a tool that gives up.
fail() {
  code=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$code"
}

# A stand-in must never take an option for granted that it does nothing about.
unknown_option() {
  fail 64 "sandbox: the stand-in for $tool does not know '$1'; add it to $(readlink -f "$0")"
}

# put FILE TEXT: replaces a file at once: whoever reads it sees the old or the new.
put() {
  printf '%s\n' "$2" > "$1.new"
  mv "$1.new" "$1"
}

if [ -e "$host/faults/$tool" ] && [ -z "${SANDBOX_FAULT_DONE-}" ]; then
  . "$bin/lib/fault.sh"
fi
