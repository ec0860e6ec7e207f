# luxid's socket, for socat: Ganeti's queries without its commands. Requests and answers are JSON, each ended by the byte 3.
. "$bin/lib/ganeti.sh"
. "$bin/lib/rows.sh"
. "$bin/lib/instance-rows.sh"
. "$bin/lib/node-rows.sh"

# rows_json FIELDS KNOWN
rows_json() {
  awk -v fields="$1" -v known=",$2," -f "$bin/lib/luxi.awk" << END
$rows
END
  rows=
}
# words LIST: its texts, with commas. Sets words.
words() {
  words= rest=$1
  while :; do
    case $rest in *'"'*'"'*) ;; *) return 0 ;; esac
    rest=${rest#*'"'}
    words=$words${words:+,}${rest%%'"'*}
    rest=${rest#*'"'}
  done
}
# Sets words to the fields asked for: the second list of the arguments.
asked_fields() {
  fields=${args#*\],\[}
  words "${fields%%\]*}"
}
job_lost() {
  printf '{"success":false,"result":["JobLost",["Can'\''t load job file"]]}'
}

# A job's status, and its log after an entry, once that is not the status known already; after some seconds all the same.
job_change() {
  id=${args#\[}
  id=${id%%,*}
  rest=${args#*\"status\"\],}
  case $rest in
    null,*) was= rest=${rest#null,} ;;
    *)
      was=${rest#\[\"}
      was=${was%%\"*}
      rest=${rest#*\],}
      ;;
  esac
  seconds=${rest#*,}
  if [ ! -e "$jobs/$id/status" ]; then job_lost; return; fi
  read -r status < "$jobs/$id/status"
  if [ "$status" = "$was" ]; then
    flock -w "${seconds%\]}" "$jobs/$id/lock" true
    read -r status < "$jobs/$id/status"
  fi
  awk -v status="$status" -v after="${rest%%,*}" '
    BEGIN { printf "{\"success\":true,\"result\":[[\"%s\"],[", status }
    NR > after { printf "%s[%d,[0,0],\"message\",\"%s\"]", (n++ ? "," : ""), NR, substr($0, 26) }
    END { printf "]]}" }' "$jobs/$id/log"
}

answer() {
  spaces=$IFS
  end=$(printf '\003')
  # To the end: no request has a line's end.
  IFS= read -r requests
  while [ -n "$requests" ]; do
    request=${requests%%"$end"*}
    requests=${requests#*"$end"}
    method=${request#*\"method\":\"}
    method=${method%%\"*}
    args=${request#*\"args\":}
    args=${args%\}}
    case $method in
      QueryInstances)
        names=${args#\[\[}
        words "${names%%\]*}"
        IFS=,
        set -- $words
        IFS=$spaces
        instance_rows "$@"
        asked_fields
        rows_json "$words" "$instance_known"
        ;;
      QueryNodes)
        asked_fields
        node_rows "$words"
        rows_json "$words" "$node_known"
        ;;
      QueryConfigValues)
        [ "$args" = '[["drain_flag"]]' ] || unknown_option "$request"
        if [ -e "$cluster/drained" ]; then drained=true; else drained=false; fi
        printf '{"success":true,"result":[%s]}' $drained
        ;;
      WaitForJobChange) job_change ;;
      *)
        printf '{"success":false,"result":"Failed to parse request: Unable to parse LUXI request method: Invalid string value for type LuxiReq: \\"%s\\""}\003' "$method"
        # It closes the connection over what it cannot read.
        break
        ;;
    esac
    printf '\003'
  done
}
