# QEMU's monitor, for socat.

# QEMU's line editor shows each character typed by going back and writing the line again.
echo_typed() {
  typed= back= rest=$1
  while [ -n "$rest" ]; do
    typed=$typed${rest%"${rest#?}"}
    rest=${rest#?}
    printf '%b%s\033[K' "$back" "$typed"
    back="$back\\033[D"
  done
  printf '\r\n'
}
monitor() {
  running=$state/running/$1
  read -r actual mac < "$running"
  target=$actual
  printf "QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) "
  while IFS= read -r line; do
    echo_typed "$line"
    case $line in
      stop) : > "$state/stopped/$1" ;;
      cont) rm -f "$state/stopped/$1" ;;
      'info status')
        if [ -e "$state/stopped/$1" ]; then printf 'VM status: paused\r\n'; else printf 'VM status: running\r\n'; fi
        ;;
      'info balloon') printf 'balloon: actual=%s\r\n' "$actual" ;;
      'balloon '[0-9]*) target=${line#balloon } ;;
      *) printf "unknown command: '%s'\r\n" "${line%% *}" ;;
    esac
    printf '(qemu) '
  done
  # The guest gives memory back in its own time: whoever asks at once still sees the old size. Where there is a file state/unbootable, none that asks is up.
  [ "$target" = "$actual" ] || [ -e "$state/unbootable" ] || put "$running" "$target $mac"
}
