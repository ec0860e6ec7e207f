# The dependency graph, as depends.mk: which packages of the farm each one needs built before it, from Build-Depends, and what
# those need to be installed. First file: the jobs; then sources/*/control (deb-src-control(5)). -v want=NAME: what NAME needs
# is written to -v closure=FILE.

FNR == 1 { end_stanza() }

FILENAME == ARGV[1] {
  split($0, field, "|")
  if (field[1] != "JOB") next
  job = field[2]
  jobs[++count] = job
  if (field[3] == "meta-package") children[job] = field[13]
  recipe[job] = field[3] == "meta-package" ? "repository.sh" : "build-one.sh"
  next
}

FNR == 1 {
  parts = split(FILENAME, part, "/")
  name = part[parts - 1]
  sourced[name] = 1
}

/^#/ { next }
/^[ \t]*$/ { end_stanza(); next }
/^[ \t]/ { stanza[last] = stanza[last] $0; next }
/^[^ \t:]+:/ {
  last = tolower(substr($0, 1, index($0, ":") - 1))
  stanza[last] = substr($0, index($0, ":") + 1)
}

function end_stanza(    binary, provided, n, i) {
  if ("package" in stanza) {
    binary = stanza["package"]
    gsub(/[ \t]/, "", binary)
    owner[binary] = name
    runtime[binary] = names(stanza["pre-depends"] "," stanza["depends"])
    n = split(names(stanza["provides"]), provided, " ")
    for (i = 1; i <= n; i++) provider[provided[i]] = binary
  } else if ("source" in stanza)
    needs[name] = names(stanza["build-depends"] "," stanza["build-depends-indep"] "," stanza["build-depends-arch"])
  for (n in stanza) delete stanza[n]
}

# Package names alone: no versions, architectures, profiles, substitution variables.
function names(relations) {
  gsub(/\([^)]*\)|\[[^]]*\]|<[^>]*>|\$\{[^}]*\}|:[a-z0-9-]+/, "", relations)
  gsub(/[,|]/, " ", relations)
  return relations
}

# The binaries of the farm that these relations ask for, and what those need to be installed.
function follow(package, relations,    word, n, i, binary) {
  n = split(relations, word, " ")
  for (i = 1; i <= n; i++) {
    binary = word[i] in owner ? word[i] : provider[word[i]]
    if (binary == "" || owner[binary] == package || (package, binary) in followed) continue
    followed[package, binary] = 1
    staged[package] = staged[package] " " owner[binary] "/" binary
    if (!((package, owner[binary]) in edge)) {
      edge[package, owner[binary]] = 1
      before[package] = before[package] " " owner[binary]
    }
    follow(package, runtime[binary])
  }
}

# Depth first: finds circles, and what is reachable from what is wanted.
function visit(package, path,    word, n, i) {
  if (state[package] == "done") return
  if (state[package] == "open") {
    sub(".* " package " ", package " ", path)
    print "packaging-farm: these build-depend on each other: " path package > "/dev/stderr"
    circle = 1
    return
  }
  state[package] = "open"
  n = split(package in children ? children[package] : before[package], word, " ")
  for (i = 1; i <= n && !circle; i++) visit(word[i], path package " ")
  state[package] = "done"
  if (closure) print package > closure
}

END {
  end_stanza()
  for (i = 1; i <= count; i++) if (jobs[i] in sourced) follow(jobs[i], needs[jobs[i]])
  visit(want, " ")
  if (circle) exit 1
  for (i = 1; i <= count; i++) {
    job = jobs[i]
    if (job in children) {
      rule = "build/" job "/Makefile"
      n = split(children[job], word, " ")
    } else if (job in sourced) {
      rule = "sources/" job "/version"
      n = split(before[job], word, " ")
    } else continue
    for (k = 1; k <= n; k++) rule = rule " depends/" word[k]
    print "RECIPE." job " := " recipe[job]
    print "STAGED." job " :=" staged[job]
    print "depends/" job ": " rule
  }
}
