# Reads dhcpd.conf(5) as far as its structure goes. Prints "host NAME MAC ADDRESS" for each host, or "error LINE TEXT" and stops.
function give_up(text) { print "error " FNR " " text; bad = 1; exit }
function statement(i) {
  if (word[1] == "hardware" && words != 3) give_up("semicolon expected.")
  if (word[1] == "hardware" && word[3] !~ /^[0-9a-fA-F][0-9a-fA-F]?(:[0-9a-fA-F][0-9a-fA-F]?)*$/) give_up("expecting numeric value.")
  if (!(word[1] in known)) give_up(depth > 0 && words > 1 ? "semicolon expected." : "expecting a declaration")
  # A word that begins a statement, inside another one: the semicolon before it is missing.
  if (word[1] ~ /^(fixed-address|hardware)$/) for (i = 2; i <= words; i++)
    if (word[i] == "option" || word[i] == "hardware" || word[i] == "fixed-address") give_up("semicolon expected.")
  if (word[1] == "hardware") mac = tolower(word[3])
  if (word[1] == "fixed-address") address = word[2]
  words = 0
}
BEGIN {
  split("authoritative default-lease-time max-lease-time min-lease-time ddns-update-style ddns-updates log-facility option hardware fixed-address range filename next-server server-name server-identifier allow deny ignore use-host-decl-names get-lease-hostnames include update-static-leases", names, " ")
  for (i in names) known[names[i]] = 1
  split("group subnet host shared-network pool class if zone key", names, " ")
  for (i in names) block[names[i]] = 1
}
{
  text = $0
  while (text != "") {
    c = substr(text, 1, 1)
    if (c == "#") break
    if (c == " " || c == "\t" || c == "\r") text = substr(text, 2)
    else if (c == ";") {
      if (words > 0) statement()
      text = substr(text, 2)
    } else if (c == "{") {
      if (!(word[1] in block) || words == 0) give_up(words ? "semicolon expected." : "expecting a declaration")
      depth++
      kind[depth] = word[1]
      name[depth] = word[2]
      if (word[1] == "host") mac = address = ""
      words = 0
      text = substr(text, 2)
    } else if (c == "}") {
      if (words > 0) give_up("semicolon expected.")
      if (depth == 0) give_up("expecting a declaration")
      if (kind[depth] == "host") {
        if (name[depth] in hosts) give_up("host " name[depth] ": already exists")
        hosts[name[depth]] = 1
        print "host " name[depth] " " (mac == "" ? "-" : mac) " " (address == "" ? "-" : address)
      }
      depth--
      text = substr(text, 2)
    } else if (c == "\"") {
      text = substr(text, 2)
      end = index(text, "\"")
      if (end == 0) end = length(text) + 1
      word[++words] = substr(text, 1, end - 1)
      text = substr(text, end + 1)
    } else {
      match(text, /^[^ \t\r;{}]+/)
      word[++words] = substr(text, 1, RLENGTH)
      text = substr(text, RLENGTH + 1)
    }
  }
}
END { if (!bad && (depth > 0 || words > 0)) print "error " NR " unexpected end of file" }
