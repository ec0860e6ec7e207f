# Kea's configuration and its control socket, for kea-dhcp4, kea-dhcp4-server.service and socat.

# kea_hosts FILE: the reservations of a configuration, `host NAME MAC ADDRESS SUBNET` a line (- for what one has not). Fails where Kea would
# refuse the file; kea_said is then what it says.
kea_hosts() {
  kea_all=$(awk -v file="$1" -v root="$host" -f "$bin/lib/quoted.awk" -f "$bin/lib/kea.awk" < /dev/null)
  kea_said=$(printf '%s\n' "$kea_all" | sed -n 's/^refused //p')
  [ -z "$kea_said" ] || return 1
  [ -z "$kea_all" ] || printf '%s\n' "$kea_all"
}

# kea_answer: what the server says to the command on standard input: a line of JSON. `state/kea` is what it has read.
kea_answer() {
  command=$(sed -n 's/.*"command" *: *"\([a-z-]*\)".*/\1/p')
  case $command in
    config-reload)
      if kea_hosts "$host/etc/kea/kea-dhcp4.conf" > "$state/kea.new"; then
        mv "$state/kea.new" "$state/kea"
        printf '{ "result": 0, "text": "Configuration successful." }'
      else
        rm -f "$state/kea.new"
        said=${kea_said#Syntax check failed with: }
        said=$(printf %s "${said#Error encountered: }" | sed 's/["\\]/\\&/g')
        printf '{ "result": 1, "text": "Config reload failed: configuration error using file '\''%s'\'': %s" }' "$host/etc/kea/kea-dhcp4.conf" "$said"
      fi
      ;;
    config-get) awk -v socket="$1" "$kea_config" "$state/kea" ;;
    *) printf '{ "result": 2, "text": "'\''%s'\'' command not supported." }' "$command" ;;
  esac
}
kea_config='
function text(one) { return one == "-" ? "" : one }
{
  if (!($5 in list)) order[++subnets] = $5
  list[$5] = list[$5] (list[$5] == "" ? "" : ", ") "{ \"boot-file-name\": \"\", \"client-classes\": [  ], \"hostname\": \"" text($2) "\"" \
    ($3 == "-" ? "" : ", \"hw-address\": \"" $3 "\"") ($4 == "-" ? "" : ", \"ip-address\": \"" $4 "\"") \
    ", \"next-server\": \"0.0.0.0\", \"option-data\": [  ], \"server-hostname\": \"\" }"
}
END {
  printf "{ \"arguments\": { \"Dhcp4\": { \"control-socket\": { \"socket-name\": \"%s\", \"socket-type\": \"unix\" }, \"subnet4\": [ ", socket
  for (i = 1; i <= subnets; i++)
    printf "%s{ \"id\": %d, \"reservations\": [ %s ], \"subnet\": \"%s\" }", (i > 1 ? ", " : ""), i, list[order[i]], order[i]
  printf " ] } }, \"result\": 0 }"
}'
