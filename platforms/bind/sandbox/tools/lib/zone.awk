# Reads a zone file (RFC 1035, section 5) as named does. Prints "serial N" and "record OWNER TYPE VALUE" for a good one;
# for a bad one what named-checkzone says, each line begun with "error ". zone: its name without the last dot; file: for messages; root,
# directory: where the host's files are, and where names of included files begin (empty: here).
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
function label_fault(name) { return name == "" || name != "@" && name != "." && (name ~ /\.\./ || name ~ /^\../) }
function dotted_quad(text, part, i, n) {
  n = split(text, part, ".")
  if (n != 4) return 0
  for (i = 1; i <= 4; i++) if (part[i] !~ /^[0-9]+$/ || part[i] > 255 || length(part[i]) > 3) return 0
  return 1
}
function is_time(word) { return word ~ /^[0-9][0-9smhdwSMHDW]*$/ && word !~ /[smhdwSMHDW][smhdwSMHDW]/ }
function dotted(hex, i, n, part, all) {
  for (i = 1; i <= 4; i++) {
    part = toupper(substr(hex, 2 * i - 1, 2))
    n = 16 * (index("0123456789ABCDEF", substr(part, 1, 1)) - 1) + index("0123456789ABCDEF", substr(part, 2, 1)) - 1
    all = all (i > 1 ? "." : "") n
  }
  return all
}
function directive(name, i, n, range, step, template, kept, kept_owner, blank) {
  if (name == "$ORIGIN") { origin = absolute(token[2]); return }
  if (name == "$TTL" || name == "$DATE") return
  if (name == "$INCLUDE") {
    kept = origin
    kept_owner = owner
    if (tokens > 2) origin = absolute(token[3])
    read(place(token[2]))
    origin = kept
    owner = kept_owner
    return
  }
  if (name != "$GENERATE") give_up("dns_master_load: " file ":" at ": unknown $ directive '" token[1] "'", "syntax error")
  split(token[2], range, /[-\/]/)
  step = range[3] == "" ? 1 : range[3] + 0
  n = tokens
  for (i = 3; i <= n; i++) template[i] = token[i]
  kept_owner = owner
  blank = first_blank
  first_blank = 0
  for (i = range[1] + 0; i <= range[2] + 0; i += step) {
    tokens = n - 2
    for (name = 3; name <= n; name++) token[name - 2] = filled(template[name], i)
    entry()
  }
  first_blank = blank
  owner = kept_owner
}
# `$` and `${OFFSET,WIDTH,BASE}` of a $GENERATE's template.
function filled(text, number, all, form, part) {
  while (match(text, /\$(\{[^}]*\})?/)) {
    all = all substr(text, 1, RSTART - 1)
    form = substr(text, RSTART + 2, RLENGTH - 3)
    text = substr(text, RSTART + RLENGTH)
    split(form, part, ",")
    all = all (form == "" ? number : sprintf("%0" part[2] + 0 (part[3] ~ /^[xXo]$/ ? part[3] : "d"), number + part[1]))
  }
  return all text
}
function place(name) {
  if (name !~ /^\//) return directory == "" ? name : directory "/" name
  return substr(name, 1, length(root)) == root ? name : root name
}
function rdata(near, cause) { give_up("dns_rdata_fromtext: " file ":" at ": near " near ": " cause, cause) }
# An entry is complete: token[1..tokens], first_blank says that it begins with white space.
function entry(i, type, value, key) {
  if (tokens == 0) return
  if (!first_blank && token[1] ~ /^\$/) { directive(toupper(token[1])); return }
  i = 1
  if (!first_blank) {
    if (label_fault(token[1])) give_up("dns_master_load: " file ":" at ": empty label", "empty label")
    owner = absolute(token[i++])
  }
  while (i <= tokens && (is_time(token[i]) || toupper(token[i]) ~ /^(IN|CLASS1)$/)) i++
  type = toupper(token[i])
  if (type == "TYPE1") { type = "A"; if (token[i + 1] == "\\#") { token[i + 1] = dotted(token[i + 3]); tokens = i + 1 } }
  if (i > tokens) give_up("dns_master_load: " file ":" at ": unexpected end of line", "unexpected end of input")
  if (!(type in wanted) && type ~ /^TYPE[0-9]+$/) wanted[type] = 0
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
  count = split("A 1 AAAA 1 NS 1 CNAME 1 DNAME 1 PTR 1 MX 2 SOA 7 TXT 0 SPF 0 SRV 4 CAA 3 NAPTR 6 SSHFP 0 TLSA 0 HINFO 2 LOC 0 RP 2 AFDB 2 KX 2 DS 0 DNSKEY 0 RRSIG 0 NSEC 0 NSEC3PARAM 0 DHCID 0 HTTPS 0 SVCB 0 CDS 0 CDNSKEY 0", pair, " ")
  for (i = 1; i < count; i += 2) wanted[pair[i]] = pair[i + 1]
  read(ARGV[1])
  finish()
}
# Reads one file's entries: tokens of an entry are used before the next file's are read.
function read(path, text, c, end, n, depth, blank, found) {
  while ((found = (getline text < path)) > 0) {
    n++
    if (depth == 0) {
      tokens = 0
      blank = text ~ /^[ \t]/
    }
    while (text != "") {
      c = substr(text, 1, 1)
      if (c == ";") break
      if (c == " " || c == "\t" || c == "\r") text = substr(text, 2)
      else if (c == "(") { depth++; text = substr(text, 2) }
      else if (c == ")") { if (depth > 0) depth--; text = substr(text, 2) }
      else if (c == "\"") {
        text = substr(text, 2)
        end = closing(text)
        if (end == 0) { at = n; give_up("dns_rdata_fromtext: " file ":" at ": unbalanced quotes", "unbalanced quotes") }
        token[++tokens] = substr(text, 1, end - 1)
        line_of[tokens] = n
        text = substr(text, end + 1)
      } else {
        match(text, /^([^ \t\r;()"\\]|\\.)+/)
        if (RLENGTH < 1) RLENGTH = length(text)
        token[++tokens] = substr(text, 1, RLENGTH)
        line_of[tokens] = n
        text = substr(text, RLENGTH + 1)
      }
    }
    if (depth == 0) { at = n; first_blank = blank; entry(); first_blank = blank }
  }
  close(path)
  if (found < 0) give_up("dns_master_load: " file ":" at ": " path ": file not found", "file not found")
  if (depth > 0) give_up("dns_master_load: " file ":" n ": unbalanced parentheses", "unbalanced parentheses")
}
function finish(i, name, inside) {
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
