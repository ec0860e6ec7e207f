# Answers one question from the loaded zones, as dig prints it.
BEGIN { name = tolower(name) }
$1 == "record" {
  if ($3 == "SOA") zone[$2] = 1
  exists[$2] = 1
  # A name between a zone and a record exists too (RFC 4592, section 2.2.2).
  above = $2
  while (sub(/^[^.]*\./, "", above)) exists[above] = 1
}
$1 == "record" && $2 == name && $3 == type {
  value = $4
  for (i = 5; i <= NF; i++) value = value " " $i
  if (type ~ /^(PTR|NS|CNAME)$/) value = value "."
  answer[++answers] = value
}
type == "AXFR" && $1 == "record" && ($2 == name || substr($2, length($2) - length(name)) == "." name) {
  value = $4
  for (i = 5; i <= NF; i++) value = value " " $i
  if ($3 ~ /^(PTR|NS|CNAME|MX|DNAME)$/) value = value "."
  printf "%s.\t604800\tIN\t%s\t%s\n", $2, $3, value
}
END {
  if (type == "AXFR") exit
  if (short) {
    for (i = 1; i <= answers; i++) print answer[i]
    exit
  }
  for (each in zone) if (name == each || substr(name, length(name) - length(each)) == "." each) served = each
  if (served == "") status = "REFUSED"
  else status = name in exists ? "NOERROR" : "NXDOMAIN"
  if (comments) {
    print ";; Got answer:"
    print ";; ->>HEADER<<- opcode: QUERY, status: " status ", id: " int(rand() * 65536)
    printf ";; flags: qr%s; QUERY: 1, ANSWER: %d, AUTHORITY: %d, ADDITIONAL: 1\n", served == "" ? "" : " aa", answers, served != ""
    print "\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232"
    if (answers > 0) print ";; ANSWER SECTION:"
  }
  for (i = 1; i <= answers; i++) printf "%s.%s604800\tIN\t%s\t%s\n", name, length(name) < 15 ? "\t\t" : length(name) < 23 ? "\t" : " ", type, answer[i]
  if (comments && answers > 0) print ""
}
