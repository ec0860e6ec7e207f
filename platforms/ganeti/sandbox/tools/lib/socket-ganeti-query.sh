# luxid's socket, for socat: Ganeti's queries without its commands. Requests and answers are JSON, each ended by the byte 3.
. "$bin/lib/ganeti.sh"
. "$bin/lib/rows.sh"
. "$bin/lib/instance-rows.sh"
. "$bin/lib/node-rows.sh"

# rows_json FIELDS KNOWN
rows_json() {
  printf '%s' "$rows" | awk -v fields="$1" -v known=",$2," -f "$bin/lib/luxi.awk"
  rows=
}
# The fields asked for: the second list of the arguments.
asked_fields() {
  printf '%s' "$args" | sed 's/^\[\[[^]]*\],\[\([^]]*\)\].*/\1/; s/"//g'
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
  tr '\003' '\n' | while IFS= read -r request; do
    method=${request#*\"method\":\"}
    method=${method%%\"*}
    args=${request#*\"args\":}
    args=${args%\}}
    case $method in
      QueryInstances)
        names=${args#\[\[}
        instance_rows $(printf '%s' "${names%%\]*}" | tr -d '"' | tr , ' ')
        rows_json "$(asked_fields)" "$instance_known"
        ;;
      QueryNodes)
        node_rows
        rows_json "$(asked_fields)" "$node_known"
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
