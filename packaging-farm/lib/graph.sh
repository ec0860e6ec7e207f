# depends.mk, and what of it is stale. Sourced.

# make_graph NAME: the graph in $graph, and what NAME needs, itself last, in $FARM_RUN/closure.
make_graph() {
  set -- "$1"
  for file in "$FARM_CACHE"/sources/*/control; do
    [ ! -e "$file" ] || set -- "$@" "$file"
  done
  wanted=$1
  shift
  graph=$FARM_RUN/depends.mk
  awk -f "$FARM_LIB/graph.awk" -v want="$wanted" -v closure="$FARM_RUN/closure" "$FARM_RUN/jobs" "$@" \
    >"$graph" || die "$EXIT_MISUSED" 'there is no order to build them in'
}

# For those who look: depends.mk is the graph of the last build.
keep_graph() {
  mv -- "$graph" "$FARM_CACHE/depends.mk"
  graph=$FARM_CACHE/depends.mk
}

farm_make() {
  env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -srR --no-print-directory -C "$FARM_CACHE" -f "$FARM_LIB/build.mk" FARM_GRAPH="$graph" "$@"
}

# stale NAME [CHANGED…]: what make would build, in $stale, if the sources of those had changed. What is not there any more was not
# built.
stale() {
  aim=$1
  shift
  for changed in "$@"; do
    shift
    set -- "$@" -W "sources/$changed/version"
  done
  while read -r package; do
    job "$package"
    for distribution in $job_distributions; do
      for architecture in $job_architectures; do
        result=$FARM_RESULTS/$package/$distribution-$architecture
        [ "$job_role" != meta-package ] || result=$FARM_RESULTS/$package/$distribution/dists
        [ -d "$result" ] || rm -f -- "$FARM_CACHE/depends/$package"
      done
    done
  done <"$FARM_RUN/closure"
  farm_make -n "$@" "depends/$aim" >"$FARM_RUN/stale" || die "$EXIT_FAILED" 'make cannot tell what is stale'
  stale=''
  while read -r _ package _; do
    stale="$stale $package"
  done <"$FARM_RUN/stale"
}
