# The job files: build/PACKAGE/Makefile, or /etc/packaging-farm/PACKAGE.mk with a link there. Sourced.

# Names of the job files there are, in $farm_jobs; links to those in /etc are made where missing.
find_jobs() {
  for file in "$FARM_ETC"/*.mk; do
    [ -e "$file" ] || continue
    found=${file##*/} found=${found%.mk} link=$FARM_CACHE/build/${found}/Makefile
    [ -L "$link" ] && [ "$link" -ef "$file" ] && continue
    [ ! -e "$link" ] || [ -L "$link" ] || die "$EXIT_MISUSED" "two job files for $found: $file and $link"
    mkdir -p "${link%/*}"
    ln -sfn -- "$file" "$link"
  done
  farm_jobs=''
  for file in "$FARM_CACHE"/build/*/Makefile; do
    [ -e "$file" ] || continue
    found=${file%/Makefile} found=${found##*/}
    valid_name "$found" || die "$EXIT_MISUSED" "$file: $found is no name of a package"
    farm_jobs="$farm_jobs $found"
  done
}

# read_jobs [VARIABLE [JOB]]: one make reads packaging-farm.conf and every job file, into $FARM_RUN/jobs and a file for each job in
# $FARM_RUN/job; VARIABLE's value is left in $farm_variable. Make sees nothing of the environment but what is named here.
read_jobs() {
  find_jobs
  mkdir -p "$FARM_RUN/job"
  env -i PATH="$PATH" LC_ALL=C.UTF-8 make -srR --no-print-directory -f "$FARM_LIB/jobs.mk" \
    FARM_ETC="$FARM_ETC" FARM_CACHE="$FARM_CACHE" FARM_LIB="$FARM_LIB" FARM_RUN="$FARM_RUN" FARM_JOBS="$farm_jobs" \
    FARM_VARIABLE="${1:-}" FARM_VARIABLE_OF="${2:-}" >"$FARM_RUN/jobs" || die "$EXIT_MISUSED" 'the configuration cannot be read'
  seen=''
  while IFS='|' read -r kind key value rest; do
    case $kind in
      JOB) seen="$seen $key" ;;
      VARIABLE) farm_variable=$value ;;
      CONF)
        case $key in
          GIT_REVISION) farm_revision=${GIT_REVISION:-$value} ;;
          BUILD_ROOT) FARM_BUILD_ROOT=$value ;;
          MIRROR) FARM_MIRROR=$value ;;
          PARALLEL) FARM_PARALLEL=$value ;;
          REPOSITORY_URL) FARM_REPOSITORY_URL=$value ;;
          SIGN_WITH) FARM_SIGN_WITH=$value ;;
          SUPPORTED_DISTRIBUTIONS) FARM_SUPPORTED_DISTRIBUTIONS=$value ;;
          SUPPORTED_ARCHITECTURES) FARM_SUPPORTED_ARCHITECTURES=$value ;;
        esac
        ;;
    esac
  done <"$FARM_RUN/jobs"
  for found in $farm_jobs; do
    contains "$seen" "$found" ||
      die "$EXIT_MISUSED" "$FARM_CACHE/build/$found/Makefile: its last line must be: include \$(LIBDIR)/Makefile"
  done
  [ "${1:-}${2:-}" != GIT_REVISION ] || farm_variable=$farm_revision
  valid_revision "$farm_revision" || die "$EXIT_MISUSED" "GIT_REVISION=$farm_revision is no gitrevision(7) I take"
  case $FARM_PARALLEL in '' | 0* | *[!0-9]*) die "$EXIT_MISUSED" "PARALLEL=$FARM_PARALLEL is no number of jobs" ;; esac
  case $FARM_BUILD_ROOT in auto | clean | host) ;; *) die "$EXIT_MISUSED" "BUILD_ROOT=$FARM_BUILD_ROOT: auto, clean or host?" ;; esac
  if [ "$FARM_BUILD_ROOT" = auto ]; then
    if command -v mmdebstrap >/dev/null; then FARM_BUILD_ROOT=clean; else FARM_BUILD_ROOT=host; fi
  fi
  export FARM_BUILD_ROOT FARM_MIRROR FARM_SIGN_WITH FARM_REPOSITORY_URL FARM_SUPPORTED_DISTRIBUTIONS FARM_SUPPORTED_ARCHITECTURES
  export FARM_DISTRIBUTION="${FARM_DISTRIBUTION:-}" FARM_ARCHITECTURE="${FARM_ARCHITECTURE:-}"
}

# read_job NAME: the fields of its line, in $job_*; false where there is none.
read_job() {
  job_name=$1
  [ -e "$FARM_RUN/job/$1" ] || return 1
  IFS='|' read -r job_role job_version job_upstream job_compute job_flavor job_source_git job_debian_git job_distributions \
    job_architectures job_component job_children <"$FARM_RUN/job/$1"
}

# job NAME: its fields, checked. On the command line DISTRIBUTION and ARCHITECTURE narrow what is built; $job_narrowed is not
# empty where they left something out.
job() {
  valid_name "$1" || die "$EXIT_MISUSED" "$1 is no name of a package"
  read_job "$1" || die "$EXIT_MISUSED" "no job file for $1: neither $FARM_ETC/$1.mk nor $FARM_CACHE/build/$1/Makefile"
  every="$job_distributions $job_architectures"
  only distribution "${FARM_DISTRIBUTION:-}" "$job_distributions" "$FARM_SUPPORTED_DISTRIBUTIONS"
  job_distributions=$only
  only architecture "${FARM_ARCHITECTURE:-}" "$job_architectures" "$FARM_SUPPORTED_ARCHITECTURES"
  job_architectures=$only
  job_narrowed=''
  [ "$every" = "$job_distributions $job_architectures" ] || job_narrowed=yes
}

# only WHAT CHOSEN LIST SUPPORTED: the chosen one of a list, or the list, in $only.
only() {
  only=$3
  if [ -n "$2" ]; then
    contains "$3" "$2" || die "$EXIT_MISUSED" "$job_name is not built for the $1 $2, only for: $3"
    only=$2
  fi
  [ -n "$only" ] || die "$EXIT_MISUSED" "$job_name has no $1"
  for word in $only; do
    valid_name "$word" && contains "$4" "$word" || die "$EXIT_MISUSED" "$job_name: the $1 $word is none of the supported: $4"
  done
}

# children NAME: the packages a meta package is made of, in $children; an ordinary package is made of itself. With it, in
# $with_children.
children() {
  job "$1"
  children=$1 with_children=$1
  [ "$job_role" = meta-package ] || return 0
  children=$job_children with_children="$job_children $1"
  [ -n "$children" ] || die "$EXIT_MISUSED" "$1 has no CHILD_PACKAGES"
  for child in $children; do
    job "$child"
    [ "$job_role" != meta-package ] || die "$EXIT_MISUSED" "$1: its child $child is a meta package itself"
  done
  job "$1"
}

# pairs: DISTRIBUTION-ARCHITECTURE of the last job asked for.
pairs() {
  for distribution in $job_distributions; do
    for architecture in $job_architectures; do
      printf '%s-%s ' "$distribution" "$architecture"
    done
  done
}
