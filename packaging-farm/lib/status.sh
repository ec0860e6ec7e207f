# status: what `!status` asks. KEY VALUE lines, then a line for each package with tabs between its fields. Sourced.

status() {
  meta=$1
  state_of_graph "$meta"
  revision=- built='- - - -'
  [ ! -e "$FARM_CACHE/revision" ] || read -r revision <"$FARM_CACHE/revision"
  [ ! -e "$FARM_CACHE/build/$meta/build/built" ] || read -r built <"$FARM_CACHE/build/$meta/build/built"
  # shellcheck disable=SC2086
  set -- $built
  cat <<END
NAME $meta
REVISION-WANTED $farm_revision
REVISION-SUBMITTED $revision
REVISION-BUILT $1
BUILT-AT $2
BUILT-SECONDS $3
REBUILD-SECONDS $4
BUILD-ROOT $FARM_BUILD_ROOT
DISK-FREE-KIB $(df --output=avail "$FARM_CACHE" | tail -n 1 | tr -d ' ')
END
  running
  table=$FARM_RUN/table
  : >"$table"
  count_built=0 count_stale=0 count_failed=0
  for package in $with_children; do
    job "$package"
    [ "$package" != "$meta" ] || [ "$job_role" != meta-package ] || continue
    state_of "$package"
  done
  printf 'BUILT %s\nSTALE %s\nFAILED %s\n' $count_built $count_stale $count_failed
  cat "$table"
  job "$meta"
  [ "$job_role" != meta-package ] || [ ! -e "$FARM_CACHE/depends/$meta" ] || say_repository "$meta"
}

# $stale, as make sees it; everything where there is no graph yet.
state_of_graph() {
  stale=$with_children
  if revision_changed; then return; fi
  for child in $children; do
    source_of "$child" || return 0
  done
  make_graph "$1"
  stale "$1"
}

state_of() {
  source_of "$1" || source_version=-
  built_version=- state=built failed_version='' log=-
  [ ! -e "$FARM_CACHE/depends/$1" ] || read -r built_version <"$FARM_CACHE/depends/$1"
  [ ! -e "$FARM_CACHE/build/$1/build/failed" ] || read -r failed_version log <"$FARM_CACHE/build/$1/build/failed"
  if contains "$stale" "$1"; then
    state=stale
    [ "$failed_version" != "$source_version" ] || state=failed
  fi
  [ $state = failed ] || log=-
  case $state in
    built) count_built=$((count_built + 1)) ;;
    stale) count_stale=$((count_stale + 1)) ;;
    failed) count_failed=$((count_failed + 1)) ;;
  esac
  printf 'PACKAGE\t%s\t%s\t%s\t%s\t%s\n' "$1" $state "$source_version" "$built_version" "$log" >>"$table"
}

# Who builds for one of its distributions and architectures now.
running() {
  job "$meta"
  for pair in $(pairs); do
    file=$FARM_CACHE/lock/$pair
    [ -s "$file" ] || continue
    if flock --shared --nonblock "$file" true; then continue; fi
    read -r pid since holder command <"$file"
    echo "RUNNING $pid $since $holder $command"
    if [ -e "$FARM_CACHE/run/$pid/plan" ]; then
      read -r planned <"$FARM_CACHE/run/$pid/plan"
      echo "PROGRESS $(wc -l <"$FARM_CACHE/run/$pid/ended") $planned"
    fi
    return
  done
  echo 'RUNNING -'
}
