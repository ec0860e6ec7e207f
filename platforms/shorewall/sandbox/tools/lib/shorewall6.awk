# Compiles shorewall6-zones(5) and shorewall6-rules(5), after shorewall-rules.awk: rules whose columns are in their places, for machines whose addresses
# are written as RFC 5952 has them.
# Prints the filter table's rules as `ip6tables -S` shows them, or "error TEXT" and stops.
# Sets machine, led and to of `loc:[2001:db8::5]:22`.
function read_place(text, what, rest) {
  machine = rest = led = ""
  at = index(text, ":")
  named = at ? substr(text, 1, at - 1) : text
  if (named !~ /^(all|any|-)$/ && !(named in zone)) give_up("Unknown " what " zone (" named ")")
  if (!at) return
  rest = substr(text, at + 1)
  if (rest ~ /^[[<]/) {
    machine = substr(rest, 2)
    sub(/[]>].*/, "", machine)
    led = rest
    sub(/^[^]>]*[]>]:?/, "", led)
  } else machine = rest
  if (machine !~ /^[0-9a-fA-F:]+(\/[0-9]+)?$/ || machine !~ /:.*:/) give_up("Invalid IPv6 address (" machine ")")
  if (machine !~ /\//) machine = machine "/128"
}
function compile(text, column, action, n, i, from, to, rule) {
  text = expand(text)
  n = split(text, column)
  for (i = n + 1; i <= 7; i++) column[i] = "-"
  action = column[1]
  sub(/[(:].*/, "", action)
  if (action !~ /^(DNAT-?|ACCEPT|DROP|REJECT|SSH|HTTP|HTTPS|Ping)$/) give_up("Unknown ACTION (" column[1] ")")
  read_place(column[2], "source")
  from = machine == "" ? "" : " -s " machine
  rule = named
  read_place(column[3], "destination")
  to = machine == "" ? "" : " -d " machine
  if (action ~ /^DNAT/ && (machine == "" || column[5] == "-")) give_up("DNAT requires a server address and a port")
  if (action ~ /^DNAT/ && led != "") column[5] = led
  if (action ~ /^(SSH|HTTP|HTTPS)$/) { column[4] = "tcp"; column[5] = action == "SSH" ? 22 : action == "HTTP" ? 80 : 443 }
  if (action == "Ping") { column[4] = "ipv6-icmp"; column[5] = "-" }
  if (rule == "fw" || named == "fw" || rule == "$FW") return
  rules[++count] = "-A " rule "-" named from to (column[4] == "-" ? "" : " -p " column[4] matched(column[5], column[4])) " -j ACCEPT"
}
END {
  if (bad) exit
  print "-P INPUT DROP\n-P FORWARD DROP\n-P OUTPUT DROP"
  for (i = 1; i <= count; i++) print rules[i]
}
