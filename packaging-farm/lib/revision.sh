# GIT_REVISION: is it one, is it in every repository, is it another than last time. Sourced.

# Only what gitrevision(7) needs of characters, and no option and no range: it is never shell, and never make.
valid_revision() {
  case $1 in '' | -* | *..* | *[!A-Za-z0-9._/~^@{}+-]*) return 1 ;; esac
}

# repository NAME KIND URL: the folder git reads it from: the repository itself where it is a folder here, else its mirror.
repository() {
  case $3 in
    /*) repository=$3 ;;
    *) repository=$FARM_CACHE/git/$1/$2.git ;;
  esac
}

# check_revisions NAMES [show]: fetches, and leaves "NAME COMMIT DEBIAN-COMMIT" in $FARM_RUN/commits. Touches nothing but the
# mirrors, and exits naming every repository that lacks the revision.
check_revisions() {
  : >"$FARM_RUN/commits"
  : >"$FARM_RUN/fetch"
  for checked in $1; do
    job "$checked"
    [ "$job_role" != meta-package ] || continue
    [ -n "$job_source_git" ] || die "$EXIT_MISUSED" "$checked: its job file has no SOURCE_GIT"
    for url in "$job_source_git" "$job_debian_git"; do
      case $url in -* | *[!A-Za-z0-9._/~:@%+,=-]*) die "$EXIT_MISUSED" "$checked: $url is no place of a git repository I take" ;; esac
    done
    for kind in source debian; do
      if [ $kind = source ]; then url=$job_source_git; else url=$job_debian_git; fi
      case $url in '' | /*) ;; *) echo "$FARM_CACHE/git/$checked/$kind.git $url" >>"$FARM_RUN/fetch" ;; esac
    done
  done
  [ ! -s "$FARM_RUN/fetch" ] || xargs -P 8 -n 2 "$FARM_LIB/fetch.sh" <"$FARM_RUN/fetch" || :
  missing='' unreachable=''
  for checked in $1; do
    job "$checked"
    [ "$job_role" != meta-package ] || continue
    commits=''
    for kind in source debian; do
      if [ $kind = source ]; then url=$job_source_git; else url=$job_debian_git; fi
      if [ -z "$url" ]; then
        commits="$commits -"
        continue
      fi
      repository "$checked" $kind "$url"
      if [ "$repository" != "$url" ] && [ -e "$repository.error" ]; then
        said=unreachable
      elif said=$(resolve "$repository"); then
        commits="$commits $said"
        [ -z "${2:-}" ] || printf 'REVISION ok %s %s %s\n' "$checked" "$url" "$said"
        continue
      fi
      if [ "$said" = missing ]; then missing="$missing $url"; else unreachable="$unreachable $url"; fi
      printf 'REVISION %s %s %s\n' "$said" "$checked" "$url"
    done
    printf '%s%s\n' "$checked" "$commits" >>"$FARM_RUN/commits"
  done
  [ -n "$missing$unreachable" ] || return 0
  why=${missing:+"$farm_revision is not in:$missing. "}${unreachable:+"These cannot be read:$unreachable. "}
  die "$EXIT_REVISION" "${why}Nothing was changed."
}

# resolve DIR: the commit, or why not: missing, unreachable. Git does not look for a repository above DIR.
resolve() {
  GIT_CEILING_DIRECTORIES=${1%/*} git -C "$1" rev-parse --verify --quiet --end-of-options "$farm_revision^{commit}" 2>/dev/null && return
  if GIT_CEILING_DIRECTORIES=${1%/*} git -C "$1" rev-parse --git-dir >/dev/null; then echo missing; else echo unreachable; fi
  return 1
}

# Was the last run of another revision? It is left in $last_revision, empty where there was none.
revision_changed() {
  last_revision=''
  [ ! -e "$FARM_CACHE/revision" ] || read -r last_revision <"$FARM_CACHE/revision"
  [ "$last_revision" != "$farm_revision" ]
}

# Another revision: the graph and all time stamps go, so that everything is built again.
clear_graph() {
  echo "REVISION CHANGED $last_revision $farm_revision"
  rm -rf -- "$FARM_CACHE/depends.mk" "$FARM_CACHE/depends"
  mkdir "$FARM_CACHE/depends"
}

# Written last: a run killed before it finds the revision changed again.
keep_revision() {
  echo "$farm_revision" >"$FARM_CACHE/revision.new"
  mv -- "$FARM_CACHE/revision.new" "$FARM_CACHE/revision"
}
