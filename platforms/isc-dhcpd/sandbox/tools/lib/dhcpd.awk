# Reads dhcpd.conf(5) and what it includes as far as its structure goes. Prints "host NAME MAC ADDRESS" for each host, or "error LINE TEXT"
# and stops. root: where the host's files are.
function give_up(text) { print "error " line " " text; bad = 1; exit }
function statement(i, head) {
  head = tolower(word[1])
  sub(/\(.*/, "", head)
  if (head == "hardware" && words != 3) give_up("semicolon expected.")
  if (head == "hardware" && word[3] !~ /^[0-9a-fA-F][0-9a-fA-F]?(:[0-9a-fA-F][0-9a-fA-F]?)*$/) give_up("expecting numeric value.")
  if (!(head in known)) give_up(depth > 0 && words > 1 ? "semicolon expected." : "expecting a declaration")
  # A word that begins a statement, inside another one: the semicolon before it is missing.
  if (head ~ /^(fixed-address|hardware)$/) for (i = 2; i <= words; i++)
    if (tolower(word[i]) ~ /^(option|hardware|fixed-address)$/) give_up("semicolon expected.")
  if (head == "hardware") mac = tolower(word[3])
  if (head == "fixed-address") address = word[2]
  i = word[2]
  words = 0
  if (head == "include") include(i)
}
function include(path, kept) {
  kept = line
  if (substr(path, 1, length(root)) != root) {
    if ((getline < (root path)) >= 0) path = root path
    close(path)
  }
  read(path)
  line = kept
}
function opens(head) {
  if (head == "option" && (word[words] == "=" || tolower(word[words]) == "of")) return 0
  return head in block
}
BEGIN {
  split("authoritative default-lease-time max-lease-time min-lease-time ddns-update-style ddns-updates log-facility option hardware fixed-address range filename next-server server-name server-identifier allow deny ignore use-host-decl-names get-lease-hostnames include update-static-leases omapi-port omapi-key set log match primary address port peer max-response-delay max-unacked-updates mclt split load failover algorithm secret key lease-file-name pid-file-name boot-unknown-clients dynamic-bootp-lease-length one-lease-per-client ping-check local-address deleted dynamic host-identifier uid client-hostname ddns-domainname ddns-hostname ddns-rev-domainname spawn break return execute not switch case default", names, " ")
  for (i in names) known[names[i]] = 1
  split("group subnet host shared-network pool class subclass if elsif else zone key failover on switch", names, " ")
  for (i in names) block[names[i]] = 1
  read(ARGV[1])
  if (!bad && (depth > 0 || words > 0)) print "error " line " unexpected end of file"
}
function read(path, text, c, end, n, opened) {
  while ((getline text < path) > 0) {
    line = ++n
    while (text != "") {
      c = substr(text, 1, 1)
      if (c == "#") break
      if (c == " " || c == "\t" || c == "\r") text = substr(text, 2)
      else if (record && c == "}") { record = 0; word[++words] = c; text = substr(text, 2) }
      else if (record && c == "{") { text = substr(text, 2) }
      else if (c == ";") {
        if (words > 0) { text = substr(text, 2); statement() }
        else if (closed ~ /^(key|zone)$/) text = substr(text, 2)
        else give_up("expecting a declaration")
        closed = ""
      } else if (c == "{") {
        opened = tolower(word[1])
        if (words == 0 || !opens(opened)) {
          if (opened == "option" && words > 0 && (word[words] == "=" || tolower(word[words]) == "of")) {
            record = 1
            text = substr(text, 2)
            continue
          }
          give_up(words ? "semicolon expected." : "expecting a declaration")
        }
        depth++
        kind[depth] = opened
        name[depth] = word[2]
        if (opened == "host") {
          if (quoted[2]) give_up("expecting a name for host declaration.")
          mac = address = ""
        }
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
        closed = kind[depth]
        depth--
        text = substr(text, 2)
      } else if (c == "\"") {
        text = substr(text, 2)
        end = closing(text)
        if (end == 0) end = length(text) + 1
        word[++words] = substr(text, 1, end - 1)
        quoted[words] = 1
        text = substr(text, end + 1)
      } else {
        match(text, /^[^ \t\r;{}"#]+/)
        word[++words] = substr(text, 1, RLENGTH)
        quoted[words] = 0
        text = substr(text, RLENGTH + 1)
      }
    }
  }
  close(path)
}
