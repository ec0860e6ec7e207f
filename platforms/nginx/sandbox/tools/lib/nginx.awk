# Reads nginx's site files as `nginx -t` does. Prints "upstream HOST FILE:LINE" for each proxy_pass, or "error TEXT" and stops.
# root: folder of the host, left out of what is said.
function where() { return substr(FILENAME, length(root) + 1) ":" FNR }
function give_up(text) { print "error " text; bad = 1; exit }
function directive(ended, name, upstream) {
  name = word[1]
  # What is in these is no directive.
  if (block[depth] ~ /^(map|types)$/ && ended == ";") { words = 0; word[1] = ""; return }
  if (block[depth] == "upstream" && name == "server" && ended == ";") {
    print "upstream " word[2] " " where()
    words = 0
    word[1] = ""
    return
  }
  if (name == "upstream" && ended == "{") group[word[2]] = 1
  if (name == "") give_up("unexpected \"" ended "\" in " where())
  if (!(name in known)) give_up("unknown directive \"" name "\" in " where())
  if (ended == "{" && known[name] != "block") give_up("directive \"" name "\" is not terminated by \";\" in " where())
  if (ended == ";" && known[name] == "block") give_up("directive \"" name "\" has no opening \"{\" in " where())
  if (name == "proxy_pass") {
    upstream = word[2]
    if (upstream !~ /^https?:\/\//) give_up("invalid URL prefix in " where())
    sub(/^https?:\/\//, "", upstream)
    sub(/[:\/].*/, "", upstream)
    if (upstream !~ /\$/ && upstream !~ /^unix/ && !(upstream in group)) print "upstream " upstream " " where()
  }
  if (name == "server_name") for (n = 2; n <= words; n++) {
    word[n] = tolower(word[n])
    if (length(word[n]) > 46 && word[n] !~ /^~/) give_up("could not build server_names_hash, you should increase server_names_hash_bucket_size: 64")
    if (word[n] in taken) print "warning conflicting server name \"" word[n] "\" on 0.0.0.0:80, ignored"
    taken[word[n]] = 1
  }
  words = 0
  word[1] = ""
}
BEGIN {
  split("server location upstream if map types", names, " ")
  for (i in names) known[names[i]] = "block"
  split("listen server_name access_log error_log proxy_pass proxy_set_header proxy_redirect proxy_read_timeout root index return rewrite include add_header client_max_body_size allow deny auth_basic auth_basic_user_file autoindex try_files gzip expires charset alias default_type set keepalive least_conn ip_hash ssl_certificate ssl_certificate_key ssl_protocols proxy_http_version proxy_buffering http2", names, " ")
  for (i in names) known[names[i]] = "simple"
}
FNR == 1 {
  if (depth > 0) { unfinished(); exit }
  words = 0
  word[1] = ""
}
{
  text = $0
  file = substr(FILENAME, length(root) + 1)
  last = FNR
  while (text != "") {
    c = substr(text, 1, 1)
    if (c == "#") break
    if (c == " " || c == "\t" || c == "\r") text = substr(text, 2)
    else if (c == ";" || c == "{" || c == "}") {
      if (c == "}") {
        if (words > 0) give_up("unexpected \"}\" in " where())
        if (depth == 0) give_up("unexpected \"}\" in " where())
        depth--
      } else {
        opened = word[1]
        directive(c)
        if (c == "{") block[++depth] = opened
      }
      text = substr(text, 2)
    } else if (c == "\"" || c == "'") {
      text = substr(text, 2)
      end = index(text, c)
      if (end == 0) give_up("unexpected end of file, expecting \";\" or \"}\" in " where())
      word[++words] = substr(text, 1, end - 1)
      text = substr(text, end + 1)
    } else {
      match(text, /^[^ \t\r;{}]+/)
      word[++words] = substr(text, 1, RLENGTH)
      text = substr(text, RLENGTH + 1)
    }
  }
}
function unfinished() {
  print "error unexpected end of file, expecting " (words > 0 ? "\";\" or " : "") "\"}\" in " file ":" last + (words == 0)
  bad = 1
}
END { if (!bad && (depth > 0 || words > 0)) unfinished() }
