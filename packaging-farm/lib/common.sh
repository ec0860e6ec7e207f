# What every part uses: places, names, how to give up. Sourced.

# Exit codes, as packaging-farm(1) lists them.
EXIT_FAILED=1
EXIT_MISUSED=2
EXIT_REVISION=3
EXIT_REFUSED=4
EXIT_LOCKED=75

# die CODE TEXT
die() {
  printf 'packaging-farm: %s\n' "$2" >&2
  exit "$1"
}

# Names of packages, distributions and architectures: Debian Policy 5.6.1, and nothing that a shell or make could read as more.
valid_name() {
  case $1 in '' | [!a-z0-9]* | *[!a-z0-9+.-]*) return 1 ;; esac
}

# contains LIST WORD
contains() {
  case " $1 " in *" $2 "*) ;; *) return 1 ;; esac
}

# The places, all below PACKAGING_FARM_ROOT, and a folder for this run.
start_farm() {
  root=${PACKAGING_FARM_ROOT:-}
  case $root in *[!A-Za-z0-9._/+-]*) die "$EXIT_MISUSED" "the root $root has characters that make cannot take" ;; esac
  case $root in '' | /*) ;; *) root=$PWD/$root ;; esac
  root=${root%/}
  FARM_ETC=$root/etc/packaging-farm
  FARM_CACHE=$root/var/cache/packaging-farm
  FARM_RESULTS=$root/var/lib/packaging-farm
  FARM_RUN=$FARM_CACHE/run/$$
  export FARM_ETC FARM_CACHE FARM_RESULTS FARM_RUN LC_ALL=C.UTF-8
  for place in build sources depends lock run git roots; do
    [ -d "$FARM_CACHE/$place" ] || mkdir -p "$FARM_CACHE/$place" "$FARM_RESULTS" ||
      die "$EXIT_MISUSED" "$FARM_CACHE cannot be written"
  done
  for left in "$FARM_CACHE"/run/*; do
    [ -d "/proc/${left##*/}" ] || rm -rf -- "$left"
  done
  mkdir -p "$FARM_RUN"
  trap 'rm -rf -- "$FARM_RUN"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}
