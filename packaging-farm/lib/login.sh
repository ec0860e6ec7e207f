# A shell in the root of a failed build. Sourced.

login() {
  job "$1"
  . "$FARM_LIB/root-$FARM_BUILD_ROOT.sh"
  distribution=${job_distributions%% *} architecture=${job_architectures%% *}
  work=$FARM_CACHE/build/$1/build/$distribution-$architecture
  [ -d "$work" ] || die "$EXIT_MISUSED" "$1 has no failed build for $distribution-$architecture"
  root_login
}
