# Reads kea-dhcp4.conf and what it includes as far as its structure goes. Prints "host NAME MAC ADDRESS SUBNET" for each reservation, or
# "refused WORDS" alone. file: its path; root: where the host's files are.
function refuse(text) { print "refused " text; bad = 1; exit }
function wrong(text) { refuse("Syntax check failed with: " path[files] ":" line[files] "." column ": " text) }
function open_file(name) {
  if (substr(name, 1, length(root)) != root && (getline peek < (root name)) >= 0) { close(root name); name = root name }
  if ((getline peek < name) < 0) refuse(files ? "Syntax check failed with: Can't open include file " name : "Unable to open file " name)
  close(name)
  files++
  path[files] = name
  line[files] = 0
  rest[files] = ""
}
# Puts the next token into token (a string without its quotes) and kind: sign, string, word, or end.
function next_token(c, n, more) {
  for (;;) {
    while (rest[files] == "") {
      if ((getline more < path[files]) > 0) { line[files]++; whole = more; rest[files] = more; continue }
      close(path[files])
      if (comment) refuse("Syntax check failed with: Comment not closed. (/* in line " comment)
      if (files == 1) { token = ""; kind = "end"; line[1]++; column = 1; return }
      files--
    }
    column = length(whole) - length(rest[files]) + 1
    c = substr(rest[files], 1, 1)
    if (comment) {
      n = index(rest[files], "*/")
      if (n == 0) { rest[files] = ""; continue }
      comment = 0
      rest[files] = substr(rest[files], n + 2)
    } else if (c ~ /[ \t\r]/) rest[files] = substr(rest[files], 2)
    else if (c == "#" || substr(rest[files], 1, 2) == "//") rest[files] = ""
    else if (substr(rest[files], 1, 2) == "/*") { comment = line[files]; rest[files] = substr(rest[files], 3) }
    else if (match(rest[files], /^<\? *include *"[^"]+" *\?>/)) {
      more = substr(rest[files], 1, RLENGTH)
      rest[files] = substr(rest[files], RLENGTH + 1)
      split(more, parts, "\"")
      open_file(parts[2])
    } else break
  }
  if (c == "\"") {
    more = substr(rest[files], 2)
    n = closing(more)
    if (n == 0) wrong("Invalid character: \"")
    token = substr(more, 1, n - 1)
    rest[files] = substr(more, n + 1)
    kind = "string"
  } else if (index("{}[]:,", c)) {
    token = c
    rest[files] = substr(rest[files], 2)
    kind = "sign"
  } else {
    if (!match(rest[files], /^(-?[0-9][-+.0-9eE]*|true|false|null)/)) wrong("Invalid character: " c)
    token = substr(rest[files], 1, RLENGTH)
    rest[files] = substr(rest[files], RLENGTH + 1)
    kind = "word"
  }
}
function is(sign) { return kind == "sign" && token == sign }
function unexpected(wanted) { wrong("syntax error, unexpected " (kind == "end" ? "end of file" : token) ", expecting " wanted) }
# A value at a place such as /Dhcp4/subnet4/reservations; the token is its first, then the one behind it.
function value(at, depth, object, key, names, twice) {
  if (kind != "sign") {
    if (kind == "end") unexpected("a value")
    seen(at, token)
    next_token()
    return
  }
  object = is("{")
  if (!object && !is("[")) unexpected("a value")
  if (object) begin(at)
  next_token()
  while (!is(object ? "}" : "]")) {
    if (object) {
      if (kind != "string") unexpected("}")
      key = token
      if (index(names, "\n" key "\n")) twice = key
      names = names "\n" key "\n"
      allowed(at, key)
      next_token()
      if (!is(":")) unexpected(":")
      next_token()
    }
    value(object ? at "/" key : at, depth + 1)
    if (is(",")) next_token()
    else if (!is(object ? "}" : "]")) unexpected(", or " (object ? "}" : "]"))
  }
  if (twice != "") refuse("Syntax check failed with: " path[files] ":" line[files] ":" column ": duplicate " twice " entries in map")
  if (object) end_of(at)
  next_token()
}
function begin(at) {
  if (at ~ /\/subnet4$/) { subnet = "-"; held = "" }
  if (at ~ /\/reservations$/) name = mac = address = "-"
}
function allowed(at, key) {
  if (at == "" && key != "Dhcp4" && key !~ /^[A-Z]/) wrong("syntax error, unexpected constant string, expecting Dhcp4")
  if (at ~ /\/reservations$/ && !(key in member)) wrong("got unexpected keyword \"" key "\" in reservations map.")
}
function seen(at, text) {
  if (at ~ /\/subnet4\/subnet$/) subnet = text
  if (at ~ /\/reservations\/hostname$/ && text != "") name = text
  if (at ~ /\/reservations\/hw-address$/) mac = plain(tolower(text))
  if (at ~ /\/reservations\/ip-address$/) address = text
}
function plain(text, out) {
  sub(/^0x/, "", text)
  if (index(text, ":")) return text
  for (; text != ""; text = substr(text, 3)) out = out (out == "" ? "" : ":") substr(text, 1, 2)
  return out
}
# A subnet's name may stand behind its reservations: they are kept until its end.
function end_of(at, i, n, each, one) {
  if (at ~ /\/reservations$/) {
    held = held name " " mac " " address "\n"
    if (at !~ /\/subnet4\//) { printed = printed "host " name " " mac " " address " global\n"; held = "" }
  }
  if (at !~ /\/subnet4$/) return
  n = split(held, each, "\n")
  for (i = 1; i < n; i++) {
    split(each[i], one, " ")
    if (one[3] != "-" && !holds(subnet, one[3])) refuse("Error encountered: specified reservation '" one[3] "' is not within the IPv4 subnet '" subnet "'")
    if (one[3] != "-" && ((subnet " " one[3]) in has)) refuse("Error encountered: failed to add new host using the HW address '" one[2] "' for the address " one[3] ": There's already a reservation for this address")
    if (one[2] != "-" && ((subnet " " one[2]) in has)) refuse("Error encountered: failed to add new host using the HW address '" one[2] "' as this host has already been added")
    has[subnet " " one[2]] = has[subnet " " one[3]] = 1
    printed = printed "host " each[i] " " subnet "\n"
  }
}
function number(text, one) { split(text, one, "."); return ((one[1] * 256 + one[2]) * 256 + one[3]) * 256 + one[4] }
function holds(net, one, part, size) {
  split(net, part, "/")
  size = 2 ^ (32 - part[2])
  return int(number(part[1]) / size) == int(number(one) / size)
}
BEGIN {
  split("hw-address duid client-id circuit-id flex-id ip-address hostname option-data next-server server-hostname boot-file-name client-classes user-context comment", names, " ")
  for (i in names) member[names[i]] = 1
  open_file(file)
  next_token()
  if (!is("{")) unexpected("{")
  value("", 0)
  if (kind != "end") wrong("syntax error, unexpected " token ", expecting end of file")
  if (!bad) printf "%s", printed
}
