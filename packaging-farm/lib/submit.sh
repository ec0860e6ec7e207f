# Sources: from git, or from a folder, into sources/PACKAGE; made anew only when the version changed. Sourced.
# sources/PACKAGE/version: the version, and what it was made of. sources/PACKAGE/control: debian/control, for the graph.
# sources/PACKAGE/revision: the GIT_REVISION it was looked up with last, - for one that is not from git.

# update NAMES: submits what changed in git since last time.
update() {
  check_revisions "$1"
  if revision_changed && [ -n "$last_revision" ]; then clear_graph; fi
  : >"$FARM_RUN/submit"
  : >"$FARM_RUN/submitted"
  unchanged=0
  while read -r submitted commit debian_commit; do
    job "$submitted"
    made_of "$commit" "$debian_commit"
    if source_of "$submitted" && [ "$source_made_of" = "$made_of" ]; then
      unchanged=$((unchanged + 1))
    else
      echo "$submitted $commit $debian_commit" >>"$FARM_RUN/submit"
    fi
  done <"$FARM_RUN/commits"
  ended=0
  [ ! -s "$FARM_RUN/submit" ] || xargs -P "$FARM_PARALLEL" -n 3 "$FARM_LIB/submit-one.sh" <"$FARM_RUN/submit" || ended=$?
  made=0 failed=0
  while read -r submitted; do
    case $submitted in
      made) made=$((made + 1)) ;;
      same) unchanged=$((unchanged + 1)) ;;
      failed) failed=$((failed + 1)) ;;
    esac
  done <"$FARM_RUN/submitted"
  echo "SUBMIT DONE submitted=$made unchanged=$unchanged failed=$failed"
  [ "$ended" = 0 ] || exit "$EXIT_FAILED"
  for submitted in $1; do
    is_of_revision "$submitted" || echo "$farm_revision" >"$FARM_CACHE/sources/$submitted/revision"
  done
  keep_revision
}

# source_of NAME: its version and what it was made of, in $source_*; false where it was never submitted.
source_of() {
  source_version='' source_made_of=''
  [ -e "$FARM_CACHE/sources/$1/version" ] || return 1
  { read -r source_version && read -r source_made_of; } <"$FARM_CACHE/sources/$1/version"
}

# is_of_revision NAME: was it taken from the revision that is wanted, or from none?
is_of_revision() {
  [ -e "$FARM_CACHE/sources/$1/revision" ] && read -r source_revision <"$FARM_CACHE/sources/$1/revision" || return 1
  [ "$source_revision" = "$farm_revision" ] || [ "$source_revision" = - ]
}

# submit_name DIRECTORY: whose source it is.
submit_name() {
  [ -n "$1" ] || misused 'submit what? DIRECTORY=DIR submit'
  if [ -e "$1/debian/control" ]; then
    source_name "$1/debian/control"
  else
    echo "${1##*/}"
  fi
}

# submit_directory NAME DIRECTORY: an unpacked source as it is; where there is none, DIRECTORY names a package of the farm, from git.
submit_directory() {
  if [ ! -e "$2/debian/control" ]; then
    [ "$1" = "$2" ] || die "$EXIT_MISUSED" "$2 holds no debian/control"
    update "$1"
    return
  fi
  "$FARM_LIB/submit-tree.sh" "$1" "$(cd "$2" && pwd -P)" >"$FARM_RUN/log" 2>&1 || {
    tail -n 20 "$FARM_RUN/log"
    echo "SUBMIT FAILED $1 $2"
    exit "$EXIT_FAILED"
  }
  tail -n 1 "$FARM_RUN/log"
}

# source_name CONTROL: the source package a debian/control is of.
source_name() {
  sed -n '/^Source:/{s/^Source:[ 	]*\([a-z0-9][a-z0-9+.-]*\)[ 	]*$/\1/p;q}' "$1"
}
