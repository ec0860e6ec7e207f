# What the recipes share: begin, end, fail. Sourced by build-one.sh and repository.sh.
. "$FARM_LIB/common.sh"
. "$FARM_LIB/jobs.sh"
. "$FARM_LIB/submit.sh"

# A build is nobody's sub-make, and knows nothing of the make that started it.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES

begin() {
  job "$1"
  echo "packaging-farm --cd $1 all"
  mkdir -p -- "$FARM_CACHE/build/$1/build"
}

# start_log NAME DISTRIBUTION ARCHITECTURE: $log, from here on, and $work, a new folder for the build.
start_log() {
  work=$FARM_CACHE/build/$1/build/$2-$3
  log=$work.out
  rm -rf -- "$work"
  mkdir -p -- "$work"
  echo "BUILD START packaging-farm --cd $1 ARCHITECTURE=$3 DISTRIBUTION=$2 all" >"$log"
}

# ended_badly NAME VERSION DISTRIBUTION ARCHITECTURE
ended_badly() {
  echo "BUILD END packaging-farm --cd $1 ARCHITECTURE=$4 DISTRIBUTION=$3 chroot-login" >>"$log"
  echo "$2 $log" >"$FARM_CACHE/build/$1/build/failed"
  echo "failed $1 $log" >>"$FARM_RUN/ended"
  echo "BUILD FAILED $1 $log"
  exit 1
}

# ended_well NAME VERSION
ended_well() {
  rm -f -- "$FARM_CACHE/build/$1/build/failed"
  [ -n "$job_narrowed" ] || echo "$2" >"$FARM_CACHE/depends/$1"
  echo "built $1" >>"$FARM_RUN/ended"
  echo "BUILD OK $1 $2"
}
