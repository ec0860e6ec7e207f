# Does the first fault in HOST/faults/TOOL that fits these arguments. A line is: times, kind, value, and what the arguments
# must contain, separated by tabs. See src/sandbox/faults.ts for the kinds.
tab='	'
exec 8>>"$host/faults/.lock"
flock 8
kind=
: > "$host/faults/.rest"
while IFS=$tab read -r times what value when; do
  case "$kind/$*" in
    /*"$when"*)
      kind=$what
      chosen=$value
      times=$((times - 1))
      ;;
  esac
  [ "$times" -eq 0 ] || printf '%s\t%s\t%s\t%s\n' "$times" "$what" "$value" "$when" >> "$host/faults/.rest"
done < "$host/faults/$tool"
if [ -s "$host/faults/.rest" ]; then mv "$host/faults/.rest" "$host/faults/$tool"; else rm "$host/faults/$tool"; fi
exec 8>&-

case $kind in
  fail)
    echo "$tool: fault asked for by a test" >&2
    exit "$chosen"
    ;;
  fail-after)
    SANDBOX_FAULT_DONE=1 "$0" "$@"
    echo "$tool: fault asked for by a test" >&2
    exit "$chosen"
    ;;
  slow) sleep "$chosen" ;;
  hang) exec sleep 1000000 ;;
  hang-after)
    SANDBOX_FAULT_DONE=1 "$0" "$@"
    exec sleep 1000000
    ;;
esac
