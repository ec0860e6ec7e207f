# Compiles shorewall-zones(5) and shorewall-rules(5), after shorewall-rules.awk.
# Prints the nat table's rules as `iptables -t nat -S` shows them, or "error TEXT" and stops.
function address(text, part, i, n) {
  n = split(text, part, ".")
  for (i = 1; i <= 4; i++) if (n != 4 || part[i] !~ /^[0-9]+$/ || part[i] > 255) give_up("Unknown Host (" text ")")
}
function named(text, n, pair, i, at, name, value) {
  n = split(text, pair, /,?[ \t]+/)
  for (i = 1; i <= n; i++) {
    if (pair[i] !~ /=/) continue
    at = index(pair[i], "=")
    name = tolower(substr(pair[i], 1, at - 1))
    value = substr(pair[i], at + 1)
    sub(/^>/, "", value)
    gsub(/"/, "", value)
    if (!(name in place)) give_up("Unknown column (" name ")")
    column[place[name]] = value
  }
}
function compile(text, pairs, brace, i, n, action, source, dest, protocols, p, target, to) {
  text = expand(text)
  split("", column)
  if (text ~ /;;/) sub(/;;.*/, "", text)
  else if (text ~ /;/) { pairs = text; sub(/^[^;]*;/, "", pairs); sub(/;.*/, "", text) }
  else if (text ~ /\}$/) { brace = index(text, "{"); pairs = substr(text, brace + 1); sub(/\}$/, "", pairs); text = substr(text, 1, brace - 1) }
  n = split(text, column)
  for (i = n + 1; i <= 7; i++) column[i] = "-"
  if (column[1] !~ /^INLINE/) named(pairs)
  action = column[1]
  sub(/[(:].*/, "", action)
  if (action !~ /^(DNAT-?|REDIRECT-?|ACCEPT\+?|NONAT|INLINE|DROP|REJECT|SSH|HTTP|HTTPS|Web|DNS|Ping|LOG|Invalid)$/) give_up("Unknown ACTION (" column[1] ")")
  split(column[2], source, ":")
  split(column[3], dest, ":")
  if (source[1] !~ /^(all|any|-)$/ && !(source[1] in zone)) give_up("Unknown source zone (" source[1] ")")
  to = "-A net_dnat" (column[7] != "-" ? " -d " column[7] "/32" : "")
  n = split(column[4] == "-" ? "tcp" : tolower(column[4]), protocols, ",")
  if (action ~ /^REDIRECT/) {
    for (p = 1; p <= n; p++) rule[++rules] = to " -p " protocols[p] matched(column[5], protocols[p]) " -j REDIRECT --to-ports " port(dest[length_of(dest)], protocols[p])
    return
  }
  if (dest[1] !~ /^(all|any|-)$/ && !(dest[1] in zone)) give_up("Unknown destination zone (" dest[1] ")")
  if (action ~ /^(ACCEPT\+|NONAT)$/) for (p = 1; p <= n; p++) rule[++rules] = to " -p " protocols[p] matched(column[5], protocols[p]) " -j RETURN"
  if (column[1] ~ /^(SSH|HTTP|HTTPS|Web|DNS)\(DNAT\)/) {
    if (column[5] == "-") column[5] = action == "SSH" ? 22 : action == "DNS" ? 53 : action == "HTTP" ? 80 : action == "HTTPS" ? 443 : "80,443"
    action = "DNAT"
  }
  if (action !~ /^DNAT/) return
  address(dest[2])
  for (p = 1; p <= n; p++) {
    target = dest[2] (dest[3] == "" ? "" : ":" port(dest[3], protocols[p]))
    rule[++rules] = to " -p " protocols[p] matched(column[5], protocols[p]) " -j DNAT --to-destination " target
  }
}
function length_of(list, i, n) { for (i in list) n++; return n }
BEGIN {
  n = split("action source dest proto dport sport origdest", names, " ")
  for (i = 1; i <= n; i++) place[names[i]] = i
}
END {
  if (bad) exit
  print "-P PREROUTING ACCEPT\n-P INPUT ACCEPT\n-P OUTPUT ACCEPT\n-P POSTROUTING ACCEPT\n-N net_dnat"
  print "-A PREROUTING -i eth0 -j net_dnat\n-A POSTROUTING -s 10.10.0.0/16 -o eth0 -j MASQUERADE"
  for (i = 1; i <= rules; i++) print rule[i]
}
