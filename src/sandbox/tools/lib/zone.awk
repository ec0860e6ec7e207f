# Reads a zone file (RFC 1035, section 5) as named does. Prints "serial N" and "record OWNER TYPE VALUE" for a good one;
# for a bad one what named-checkzone says, each line begun with "error ". zone: its name without the last dot; file: for messages.
function absolute(name) {
  if (name == "@") return origin
  name = tolower(name)
  if (name ~ /\.$/) return substr(name, 1, length(name) - 1)
  return origin == "" ? name : name "." origin
}
function error(text) { print "error " text; bad = 1 }
function give_up(text, cause) {
  error(text)
  error("zone " zone "/IN: loading from master file " file " failed: " cause)
  error("zone " zone "/IN: not loaded due to errors.")
  exit
}
function label_fault(name) { return name != "@" && name != "." && (name ~ /\.\./ || name ~ /^\../) }
function dotted_quad(text, part, i, n) {
  n = split(text, part, ".")
  if (n != 4) return 0
  for (i = 1; i <= 4; i++) if (part[i] !~ /^[0-9]+$/ || part[i] > 255 || length(part[i]) > 3) return 0
  return 1
}
function rdata(near, cause) { give_up("dns_rdata_fromtext: " file ":" at ": near " near ": " cause, cause) }
# An entry is complete: token[1..tokens], first_blank says that it begins with white space.
function entry(i, type, value, key) {
  if (tokens == 0) return
  if (token[1] == "$ORIGIN") { origin = absolute(token[2]); return }
  if (token[1] == "$TTL") return
  i = 1
  if (!first_blank) {
    if (label_fault(token[1])) give_up("dns_master_load: " file ":" at ": empty label", "empty label")
    owner = absolute(token[i++])
  }
  while (i <= tokens && (token[i] ~ /^[0-9]+[smhdwSMHDW]?$/ || toupper(token[i]) == "IN")) i++
  type = toupper(token[i])
  if (i > tokens) give_up("dns_master_load: " file ":" at ": unexpected end of line", "unexpected end of input")
  if (!(type in wanted)) give_up(file ":" at ": unknown RR type '" token[i] "'", "unknown class/type")
  i++
  if (tokens < i + wanted[type] - 1) rdata("eol", "unexpected end of input")
  if (wanted[type] > 0 && tokens >= i + wanted[type]) rdata("'" token[i + wanted[type]] "'", "extra input text")
  if (owner != zone && substr(owner, length(owner) - length(zone)) != "." zone) {
    warning[++warnings] = file ":" at ": ignoring out-of-zone data (" owner ")"
    return
  }
  value = token[i]
  if (type == "A" && !dotted_quad(value)) rdata("'" value "'", "bad dotted quad")
  if (type == "NS" || type == "CNAME" || type == "PTR") {
    if (label_fault(value)) rdata("'" value "'", "empty label")
    value = absolute(value)
  }
  if (type == "MX") value = token[i] " " absolute(token[i + 1])
  if (type == "SOA") {
    for (key = i + 2; key <= i + 6; key++) if (token[key] !~ (key == i + 2 ? "^[0-9]+$" : "^[0-9]+[smhdwSMHDW]?$")) {
      # named counts the line it last finished.
      at = line_of[key] - 1
      rdata("'" token[key] "'", key == i + 2 ? "not a valid number" : "syntax error")
    }
    serial = token[i + 2]
    soas++
    value = absolute(value) ". " absolute(token[i + 1]) "."
    for (key = i + 2; key <= i + 6; key++) value = value " " token[key]
  }
  if (type == "NS" && owner == zone) nameserver[value] = ++servers
  if (type == "A" && owner ~ /_/) warning[++warnings] = file ":" at ": " owner ": bad owner name (check-names)"
  if (owner in alias && (type != "CNAME" || alias[owner] != value) || type == "CNAME" && owner in other)
    give_up("dns_master_load: " file ":" at ": " owner ": CNAME and other data", "CNAME and other data")
  if (type == "CNAME") alias[owner] = value
  else other[owner] = 1
  if (type == "A" || type == "AAAA") address[owner] = 1
  if (!((owner, type, value) in seen)) record[++records] = "record " owner " " type " " value
  seen[owner, type, value] = 1
}
BEGIN {
  origin = zone
  owner = zone
  count = split("A 1 AAAA 1 NS 1 CNAME 1 PTR 1 MX 2 SOA 7 TXT 0 SRV 4", pair, " ")
  for (i = 1; i < count; i += 2) wanted[pair[i]] = pair[i + 1]
}
{
  text = $0
  if (depth == 0) {
    tokens = 0
    first_blank = text ~ /^[ \t]/
  }
  while (text != "") {
    c = substr(text, 1, 1)
    if (c == ";") break
    if (c == " " || c == "\t" || c == "\r") text = substr(text, 2)
    else if (c == "(") { depth++; text = substr(text, 2) }
    else if (c == ")") { if (depth > 0) depth--; text = substr(text, 2) }
    else if (c == "\"") {
      text = substr(text, 2)
      end = index(text, "\"")
      if (end == 0) { at = NR; give_up("dns_rdata_fromtext: " file ":" at ": unbalanced quotes", "unbalanced quotes") }
      token[++tokens] = substr(text, 1, end - 1)
      line_of[tokens] = NR
      text = substr(text, end + 1)
    } else {
      match(text, /^[^ \t\r;()"]+/)
      token[++tokens] = substr(text, 1, RLENGTH)
      line_of[tokens] = NR
      text = substr(text, RLENGTH + 1)
    }
  }
  if (depth == 0) { at = NR; entry() }
}
END {
  if (bad) exit
  if (depth > 0) give_up("dns_master_load: " file ":" NR ": unbalanced parentheses", "unbalanced parentheses")
  if (soas != 1) error("zone " zone "/IN: has " soas + 0 " SOA records")
  if (servers == 0) error("zone " zone "/IN: has no NS records")
  if (!bad) for (name in nameserver) {
    inside = name == zone || substr(name, length(name) - length(zone)) == "." zone
    if (inside && !(name in address)) error("zone " zone "/IN: NS '" name "' has no address records (A or AAAA)")
  }
  if (bad) { error("zone " zone "/IN: not loaded due to errors."); exit }
  for (i = 1; i <= warnings; i++) print "warning " warning[i]
  print "serial " serial
  for (i = 1; i <= records; i++) print record[i]
}
