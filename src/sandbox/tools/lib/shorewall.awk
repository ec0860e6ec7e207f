# Compiles shorewall-params(5), shorewall-zones(5) and shorewall-rules(5), read in that order, as far as a farm's files go.
# Prints the nat table's rules as `iptables -t nat -S` shows them, or "error TEXT" and stops.
function give_up(text) { print "error " text " " FILENAME " (line " FNR ")"; bad = 1; exit }
function expand(text, name) {
  while (match(text, /\$[A-Za-z_][A-Za-z0-9_]*/)) {
    name = substr(text, RSTART + 1, RLENGTH - 1)
    if (name == "FW") { text = substr(text, 1, RSTART - 1) "fw" substr(text, RSTART + RLENGTH); continue }
    if (!(name in param)) give_up("Undefined shell variable ($" name ")")
    text = substr(text, 1, RSTART - 1) param[name] substr(text, RSTART + RLENGTH)
  }
  return text
}
function address(text, part, i, n) {
  n = split(text, part, ".")
  for (i = 1; i <= 4; i++) if (n != 4 || part[i] !~ /^[0-9]+$/ || part[i] > 255) give_up("Unknown Host (" text ")")
}
FNR == 1 {
  base = FILENAME
  sub(/.*\//, "", base)
}
{ sub(/#.*/, "") }
/^[ \t]*$/ || /^\?/ { next }
base == "params" {
  if ($0 !~ /^[ \t]*(export[ \t]+)?[A-Za-z_][A-Za-z0-9_]*=/) {
    # params is read by a shell: a word that is no assignment is a command it does not find, and the rest still counts.
    print "/usr/share/shorewall/getparams: " FNR ": " FILENAME ": " $1 ": not found" > "/dev/stderr"
    next
  }
  sub(/^[ \t]*(export[ \t]+)?/, "")
  at = index($0, "=")
  value = substr($0, at + 1)
  gsub(/["'\r]|[ \t]+$/, "", value)
  param[substr($0, 1, at - 1)] = value
  next
}
base == "zones" { zone[$1] = 1; next }
base == "rules" {
  action = $1
  sub(/\(.*/, "", action)
  if (action !~ /^(DNAT|ACCEPT|DROP|REJECT|SSH|HTTP|HTTPS|DNS|Ping|LOG|REDIRECT|Invalid)$/) give_up("Unknown ACTION (" $1 ")")
  for (i = 1; i <= NF; i++) column[i] = expand($i)
  split(column[2], source, ":")
  split(column[3], dest, ":")
  if (source[1] != "all" && !(source[1] in zone)) give_up("Unknown source zone (" source[1] ")")
  if (dest[1] != "all" && !(dest[1] in zone)) give_up("Unknown destination zone (" dest[1] ")")
  if (action != "DNAT") next
  address(dest[2])
  if ($5 !~ /^[0-9]+$/ || $5 + 0 > 65535) give_up("Invalid/Unknown " ($4 == "tcp" ? 6 : 17) " port/service (" $5 ")")
  target = dest[2] (dest[3] == "" ? "" : ":" dest[3])
  rule[++rules] = "-A net_dnat" (NF >= 7 && column[7] != "-" ? " -d " column[7] "/32" : "") " -p " $4 " -m " $4 " --dport " $5 " -j DNAT --to-destination " target
}
END {
  if (bad) exit
  print "-P PREROUTING ACCEPT\n-P INPUT ACCEPT\n-P OUTPUT ACCEPT\n-P POSTROUTING ACCEPT\n-N net_dnat"
  print "-A PREROUTING -i eth0 -j net_dnat\n-A POSTROUTING -s 10.10.0.0/16 -o eth0 -j MASQUERADE"
  for (i = 1; i <= rules; i++) print rule[i]
}
