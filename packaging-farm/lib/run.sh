# Building: what is stale, in order, and what came of it. Sourced.

# build NAME FORCE: NAME and what it needs, as far as it is stale; NAME itself in any case where FORCE is not empty.
build() {
  lock_jobs "$with_children"
  for child in $children; do
    source_of "$child" && is_of_revision "$child" || lacking=yes
  done
  if revision_changed || [ -n "${lacking:-}" ]; then
    update "$children"
  fi
  make_graph "$1"
  keep_graph
  [ -z "$2" ] || rm -f -- "$FARM_CACHE/depends/$1"
  stale "$1"
  total=0 planned=0
  while read -r _; do total=$((total + 1)); done <"$FARM_RUN/closure"
  for _ in $stale; do planned=$((planned + 1)); done
  say_root
  echo "BUILD PLAN $planned $total"
  announce
  job "$1"
  make_stale farm_make -j "$FARM_PARALLEL" "depends/$1"
  if [ "$job_role" = meta-package ]; then say_repository "$1"; fi
}

# build_alone NAME: whatever the graph says.
build_alone() {
  lock_jobs "$1"
  job "$1"
  make_graph "$1"
  keep_graph
  [ "$job_role" = meta-package ] || source_of "$1" || die "$EXIT_MISUSED" "$1 was never submitted: packaging-farm --cd $1 update"
  total=1 planned=1
  say_root
  echo 'BUILD PLAN 1 1'
  stale=$1
  announce
  job "$1"
  rm -f -- "$FARM_CACHE/depends/$1"
  staged=$(sed -n "s/^STAGED\.$(printf %s "$1" | sed 's/[.+]/\\&/g') :=//p" "$graph")
  if [ "$job_role" = meta-package ]; then recipe=repository.sh; else recipe=build-one.sh; fi
  # shellcheck disable=SC2086
  make_stale "$FARM_LIB/$recipe" "$1" $staged
  if [ "$job_role" = meta-package ]; then say_repository "$1"; fi
}

say_root() {
  case $FARM_BUILD_ROOT in
    host) echo "BUILD ROOT host: this machine's own tools" ;;
    clean) echo 'BUILD ROOT clean: a new root for each build, by mmdebstrap' ;;
  esac
}

# make_stale COMMAND…: runs it, and says what came of it. The recipes write a line for each package to $FARM_RUN/ended. What failed is
# shown when everything has ended, so that nothing is printed in between.
make_stale() {
  echo "$planned" >"$FARM_RUN/plan"
  : >"$FARM_RUN/ended"
  code=0
  trap 'made; echo "BUILD STOPPED built=$built failed=$failed left=$left seconds=$seconds"; exit 143' TERM INT HUP
  [ "$planned" = 0 ] || "$@" || code=$?
  trap 'exit 143' TERM INT HUP
  made
  for log in $logs; do
    shown "$log"
  done
  echo "BUILD DONE built=$built unchanged=$((total - planned)) failed=$failed left=$left seconds=$seconds"
  [ "$code" = 0 ] || exit "$EXIT_FAILED"
  [ "$job_role" != meta-package ] || [ "$planned" = 0 ] || keep_built
}

# What the recipes wrote, counted.
made() {
  built=0 failed=0 logs=''
  while read -r ending _ log; do
    case $ending in
      built) built=$((built + 1)) ;;
      failed) failed=$((failed + 1)) logs="$logs $log" ;;
    esac
  done <"$FARM_RUN/ended"
  left=$((planned - built - failed))
  seconds=$(($(date +%s) - farm_began))
}

# A failed build's log, from BUILD START to BUILD END; the middle of a long one is left out.
shown() {
  lines=$(wc -l <"$1")
  if [ "$lines" -le 200 ]; then
    cat -- "$1"
  else
    head -n 1 -- "$1"
    echo "($((lines - 200)) lines left out: $1)"
    tail -n 199 -- "$1"
  fi
}

# What the repository was last built of: revision, when, seconds, of how many packages all were built, and how long that took.
keep_built() {
  of=$FARM_CACHE/build/$job_name/build/built
  rebuild=-
  [ ! -e "$of" ] || read -r _ _ _ rebuild <"$of"
  [ "$planned" != "$total" ] || rebuild=$seconds
  echo "$farm_revision $(date -u +%Y-%m-%dT%H:%M:%SZ) $seconds $rebuild" >"$of.new"
  mv -- "$of.new" "$of"
}

# The lines for sources.list(5).
say_repository() {
  job "$1"
  for distribution in $job_distributions; do
    option='[trusted=yes] '
    [ -z "$FARM_SIGN_WITH" ] || option=''
    echo "REPOSITORY deb $option${FARM_REPOSITORY_URL:-file:$FARM_RESULTS}/$1/$distribution $distribution $job_component"
  done
}
