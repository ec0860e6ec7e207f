# /proc/drbd, as DRBD 8.4 shows it of the devices that are at work on this node.
proc() {
  echo 'version: 8.4.11 (api:1/proto:86-101)'
  own=${host##*/}.farm
  for file in "$farm"/*/state/ganeti/secondaries/*; do
    [ -e "$file" ] || continue
    name=${file##*/} cluster=${file%/*/*}
    read -r secondary minors < "$file"
    read -r _ _ node _ _ _ _ sizes _ < "$cluster/instances/$name"
    case $own in
      "$node") ro=Primary/Secondary ;;
      "$secondary") ro=Secondary/Primary ;;
      *) continue ;;
    esac
    # They are at work from the conversion on, and while it runs.
    left=0
    if [ -e "$cluster/syncing/$name" ]; then read -r left < "$cluster/syncing/$name"
    elif [ ! -e "$farm/${node%%.*}/state/running/$name" ]; then continue
    fi
    devices
  done
}

devices() {
  rest=$minors,
  for size in $(echo "$sizes" | tr , ' '); do
    cs=Connected ds=UpToDate/UpToDate
    case $left/$ro in
      0/*) ;;
      */Primary*) cs=SyncSource ds=UpToDate/Inconsistent ;;
      *) cs=SyncTarget ds=Inconsistent/UpToDate ;;
    esac
    printf '%2d: cs:%s ro:%s ds:%s C r-----\n' "${rest%%,*}" $cs $ro $ds
    printf '    ns:0 nr:0 dw:0 dr:0 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:%d\n' $((size * 256 * left))
    rest=${rest#*,}
  done
  # Whoever looks at it on its node finds it further on the next time.
  case $left/$ro in [1-9]*/Primary*) put "$cluster/syncing/$name" $((left - 1)) ;; esac
}
