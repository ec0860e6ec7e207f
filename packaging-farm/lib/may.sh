# What will be built: said before it is, and what this farm has built of it. So that two farms that feed one repository never build the
# same version. Sourced.

# will NAME VERSION CONTROL: "NAME SOURCE VERSION ARCHITECTURES", with commas between the last.
will() {
  job "$1"
  architectures=''
  for architecture in $job_architectures; do
    architectures=$architectures,$architecture
  done
  printf '%s %s %s %s\n' "$1" "$(source_name "$3")" "$2" "${architectures#,}"
}

# announce: what is $stale stands beside the locks, where `held` of another run sees it as long as they are taken. Where MAY names a
# file, nothing is built before it says "PID yes", PID being this process, and nothing at all when it says "PID no WHY".
announce() {
  [ -n "$stale" ] || return 0
  for package in $stale; do
    job "$package"
    [ "$job_role" = meta-package ] || ! source_of "$package" || will "$package" "$source_version" "$FARM_CACHE/sources/$package/control"
  done >"$FARM_RUN/will"
  for pair in $locked_pairs; do
    cp -- "$FARM_RUN/will" "$FARM_RUN/will.new" && mv -- "$FARM_RUN/will.new" "$FARM_CACHE/lock/$pair.will"
  done
  [ -n "$FARM_MAY" ] && [ -s "$FARM_RUN/will" ] || return 0
  sed 's/^/BUILD WILL /' "$FARM_RUN/will"
  echo "BUILD MAY $$ $FARM_MAY"
  until { read -r whom answer why <"$FARM_MAY"; } 2>/dev/null && [ "$whom" = $$ ]; do
    sleep 0.2
  done
  [ "$answer" = yes ] || die "$EXIT_REFUSED" "nothing is built: $why"
}

# would NAME: what a build would build, with the revision as it is in git now, and what it would not.
would() {
  check_revisions "$children"
  : >"$FARM_RUN/versions"
  differs='' new=''
  while read -r child commit debian_commit; do
    job "$child"
    made_of "$commit" "$debian_commit"
    control=$FARM_CACHE/sources/$child/control
    if source_of "$child" && [ "$source_made_of" = "$made_of" ]; then
      version=$source_version
    else
      [ -n "$source_version" ] || new=yes
      version_of "$child" "$commit" "$debian_commit" || exit "$EXIT_FAILED"
      [ "$version" = "$source_version" ] || {
        differs="$differs $child" control=$FARM_RUN/$child.control
        git -C "$debian_repository" show "$debian_commit:debian/control" >"$control" || exit "$EXIT_FAILED"
      }
    fi
    echo "$child $version $control" >>"$FARM_RUN/versions"
  done <"$FARM_RUN/commits"
  stale=$children
  if ! revision_changed && [ -z "$new" ]; then
    make_graph "$1"
    # shellcheck disable=SC2086
    stale "$1" $differs
    # What it needs beside its children is built from what was submitted last.
    while read -r needed; do
      job "$needed"
      [ "$job_role" = meta-package ] || contains "$children" "$needed" || ! source_of "$needed" ||
        echo "$needed $source_version $FARM_CACHE/sources/$needed/control" >>"$FARM_RUN/versions"
    done <"$FARM_RUN/closure"
  fi
  while read -r child version control; do
    if contains "$stale" "$child"; then printf 'WOULD BUILD '; else printf 'WOULD KEEP '; fi
    will "$child" "$version" "$control"
  done <"$FARM_RUN/versions"
}

# held: every version that has been in a repository here, those that were built, and those that are being built.
held() {
  for file in "$FARM_RESULTS"/*/published; do
    [ ! -e "$file" ] || sed 's/^/HELD published /' "$file"
  done
  set --
  for file in "$FARM_RESULTS"/*/*-*/*.changes; do
    [ ! -e "$file" ] || set -- "$@" "$file"
  done
  [ $# = 0 ] || awk -f "$FARM_LIB/files.awk" "$@" | sed 's/^/HELD built /'
  for file in "$FARM_CACHE"/lock/*.will; do
    [ -e "$file" ] || continue
    if flock --shared --nonblock "${file%.will}" true; then continue; fi
    while read -r _ source version _; do
      echo "HELD building $source $version all -"
    done <"$file"
  done
}
