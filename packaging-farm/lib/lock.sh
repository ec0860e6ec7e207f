# One run at a time for a distribution and architecture. Sourced.

# lock_jobs NAMES: the locks of every distribution and architecture these are built for, or who holds one. They are held by this
# shell and everything it starts, so they are free when the last of them has ended, however it ended.
lock_jobs() {
  locked_pairs=''
  for locked in $1; do
    job "$locked"
    for pair in $(pairs); do
      contains "$locked_pairs" "$pair" || locked_pairs="$locked_pairs $pair"
    done
  done
  now=$(date -u '+%Y-%m-%dT%H:%M:%SZ %s')
  farm_began=${now#* }
  who=${SUDO_USER:-${LOGNAME:-${USER:-$(id -un)}}}
  descriptor=3
  # In one order, so that two runs never wait for each other.
  # shellcheck disable=SC2086
  for pair in $(printf '%s\n' $locked_pairs | sort); do
    [ $descriptor -le 9 ] || die "$EXIT_MISUSED" 'more than seven distributions and architectures at once: choose with DISTRIBUTION='
    file=$FARM_CACHE/lock/$pair
    eval "exec $descriptor>>\"\$file\""
    # A second, because `status` looks at the lock by taking it for a moment.
    if ! flock -w 1 "$descriptor"; then
      read -r pid since holder command <"$file" || :
      die "$EXIT_LOCKED" "$pair is taken: pid ${pid:-?}, ${holder:-?}, since ${since:-?}: ${command:-?}"
    fi
    printf '%s %s %s %s\n' $$ "${now% *}" "$who" "$FARM_COMMAND" >"$file"
    rm -f -- "$file.will"
    descriptor=$((descriptor + 1))
  done
}
