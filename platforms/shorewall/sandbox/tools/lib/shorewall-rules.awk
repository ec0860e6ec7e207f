# Reads the files of Shorewall and of Shorewall6: zones, then rules, as far as a farm's go; each rule, its conditions settled and its lines joined, is given
# to `compile`, which the one or the other has. `params`: variables, a line each, as the shell that read params has them.
function give_up(text) { print "error " text " " FILENAME " (line " FNR ")"; bad = 1; exit }
function expand(text, name, from) {
  while (match(text, /\$([A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*\})/)) {
    name = substr(text, RSTART + 1, RLENGTH - 1)
    gsub(/[{}]/, "", name)
    if (name == "FW") param[name] = "fw"
    if (!(name in param)) give_up("Undefined shell variable ($" name ")")
    text = substr(text, 1, RSTART - 1) param[name] substr(text, RSTART + RLENGTH)
  }
  return text
}
function port(text, protocol) {
  if (text == "ssh") text = 22
  if (text !~ /^[0-9]+$/ || text + 0 > 65535) give_up("Invalid/Unknown " (protocol == "udp" ? 17 : 6) " port/service (" text ")")
  return text
}
# The ports of a column as iptables is told them.
function matched(text, protocol, part, range, n, i, all) {
  if (text == "" || text == "-") return ""
  if (text ~ /^[-0-9]+$/) sub(/-/, ":", text)
  n = split(text, part, ",")
  for (i = 1; i <= n; i++) {
    if (split(part[i], range, ":") == 2) all = all "," port(range[1], protocol) ":" port(range[2], protocol)
    else all = all "," port(part[i], protocol)
  }
  return n > 1 ? " -m multiport --dports " substr(all, 2) : " -m " protocol " --dport " substr(all, 2)
}
function omitting(i) { for (i = 1; i <= depth; i++) if (omit[i]) return 1; return 0 }
BEGIN { while ((getline line < params) > 0) { at = index(line, "="); param[substr(line, 1, at - 1)] = substr(line, at + 1) } }
FNR == 1 {
  base = FILENAME
  sub(/.*\//, "", base)
  part = ""
}
base == "zones" { sub(/#.*/, ""); if (NF > 0 && $0 !~ /^\?/) zone[$1] = 1; next }
/^[ \t]*\?[Ii][Ff]/ { value = $2; sub(/^\$/, "", value); omit[++depth] = !(param[value] != "" && param[value] != "0"); next }
/^[ \t]*\?[Ee][Ll][Ss][Ee]/ { omit[depth] = !omit[depth]; next }
/^[ \t]*\?[Ee][Nn][Dd][Ii][Ff]/ { depth--; next }
/^[ \t]*\?(COMMENT|SECTION|FORMAT|SET|RESET)/ || omitting() { next }
/\\[ \t]*#.*$/ { sub(/\\[ \t]*#.*$/, "\\") }
/\\$/ { part = part substr($0, 1, length($0) - 1); next }
{
  whole = part $0
  part = ""
  sub(/#.*/, "", whole)
  sub(/[ \t\r]+$/, "", whole)
  if (whole !~ /^[ \t]*$/ && whole !~ /^[ \t]*\?/) compile(whole)
}
