# "SOURCE VERSION ARCHITECTURE SHA256 FILE" for each .deb that a Packages index, or a .changes file of dpkg-genchanges(1), speaks of;
# SOURCE and VERSION are those of the source package (deb-control(5), deb-changes(5)).

FNR == 1 { end_stanza() }
/^[ \t]*$/ { end_stanza(); next }
/^[ \t]/ { if (last == "checksums-sha256") deb($3, $1); next }
/^[^ \t:]+:/ {
  last = tolower(substr($0, 1, index($0, ":") - 1))
  value = substr($0, index($0, ":") + 1)
  sub(/^[ \t]+/, "", value)
  field[last] = value
}
END { end_stanza() }

function deb(file, sha256) {
  if (file !~ /\.deb$/) return
  files[++count] = file
  sums[count] = sha256
}

function end_stanza(    source, version, i, file, architecture) {
  if ("filename" in field) {
    file = field["filename"]
    sub(/.*\//, "", file)
    deb(file, field["sha256"])
  }
  source = "source" in field ? field["source"] : field["package"]
  version = field["version"]
  if (match(source, /\(.*\)/)) version = substr(source, RSTART + 1, RLENGTH - 2)
  sub(/ .*/, "", source)
  for (i = 1; i <= count; i++) {
    architecture = files[i]
    sub(/.*_/, "", architecture)
    sub(/\.deb$/, "", architecture)
    print source, version, architecture, sums[i], files[i]
  }
  count = 0
  last = ""
  for (i in field) delete field[i]
}
