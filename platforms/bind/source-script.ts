import { includesFunctions } from '../../src/farm/text/includes.ts';

/**
 * Shell functions. `conf ZONE`: what named's configuration says, as named-checkconf(8) prints it, without secrets and without the blocks of
 * other zones; nothing where it does not know the zone. `directory_in CONF FILE`: puts into $directory where relative names in a zone file begin: named's
 * `directory`, else the file's folder.
 */
export const namedFunctions = `
conf() {
  { as_root named-checkconf -px || named-checkconf -px; } 2>/dev/null | awk -v zone="$1" '
    skip { if ($0 == stop) skip = 0; next }
    /^\\t*zone "/ {
      split($0, part, "\\"")
      if (tolower(part[2]) == zone) found = 1
      else if ($0 !~ /;$/) { match($0, /^\\t*/); stop = substr($0, 1, RLENGTH) "};"; skip = 1; next }
    }
    { text = text $0 "\\n" }
    END { if (found) printf "%s", text }'
}
directory_follows='
\tdirectory "/'
directory_in() {
  directory=\${1#*"$directory_follows"}
  if [ "$directory" = "$1" ]; then directory=\${2%/*}; else directory=/\${directory%%'";'*}; fi
}
`;

/** Names after $INCLUDE: to white space, a comment or the end of the line, however that is written. */
const names = `tr -d '\\r' | awk 'tolower($1) == "$include" { sub(/;.*/, "", $2); gsub(/"/, "", $2); print $2 }'`;

/**
 * What stands around a zone file. $1 zone, $2 file, $3 $4 address and port of its server, then the words of the reload command.
 * Prints lines: where the file includes others `directory FOLDER` and those of `includes`, and `journal` where there is one; then NUL, a word, NUL and a text, for each of what was found:
 * \`soa\` dig's exit code, and in the next lines what it says of the SOA record; \`records\` what the server has, where the file may not say it; \`status\` what rndc(8) says of the zone.
 */
export const sourceScript = `
${includesFunctions(names)}
${namedFunctions}
zone=$1 file=$2 server=$3 port=$4
shift 4
say() { printf '\\0%s\\0%s\\n' "$1" "$2"; }
whole=$(bytes "$file" 2>/dev/null)
# Only names of files that it includes begin in named's directory.
case $whole in
  '' | *[$][Ii][Nn][Cc][Ll][Uu][Dd][Ee]*)
    directory_in "$(conf "$zone")" "$file"
    echo "directory $directory"
    includes "$file" "$directory" ;;
esac
case \${1##*/} in
  rndc)
    count=$#
    while [ "$count" -gt 0 ]; do
      count=$((count - 1))
      [ "$1" = reload ] && { shift $((count + 1)); break; }
      set -- "$@" "$1"
      shift
    done ;;
  *) set -- rndc ;;
esac
status=$(as_root "$@" zonestatus "$zone" 2>/dev/null)
[ ! -e "$file.jnl" ] || echo journal
say status "$status"
soa=$(dig +noall +comments +answer +norecurse +time=2 +tries=2 "@$server" -p "$port" -q "$zone." -t SOA 2>&1)
say soa "$?
$soa"
served=
case $soa in *[[:blank:]]SOA[[:blank:]]*)
  set -- \${soa#*[[:blank:]]SOA[[:blank:]]}
  served=$3 ;;
esac
case $status in *'dynamic: yes'* | *'secure: yes'* | *'inline signing: yes'*) missing=yes ;; esac
case " $whole " in *[!0-9A-Za-z_]"\${served:-none}"[!0-9A-Za-z_]*) ;; *) missing=yes ;; esac
if [ -n "$missing" ] && [ -n "$served" ]; then
  say records "$(dig +noall +answer +onesoa +time=5 +tries=1 "@$server" -p "$port" -q "$zone." -t AXFR 2>/dev/null |
    awk '!/^;/ && NF > 4 { name = $1; kind = $4; $1 = $2 = $3 = $4 = ""; print name, kind, $0 }')"
fi
exit 0
`;

/** `$1` zone, `$2` file. Prints what named's configuration says of the zone, NUL, and the last lines of what named-checkzone(8) has against the file as it is. */
export const editableScript = `
${namedFunctions}
zone=$1 file=$2
conf=$(conf "$zone")
printf '%s\\0' "$conf"
[ -r "$file" ] || exit 0
directory_in "$conf" "$file"
said=$(named-checkzone -i local -w "$directory" "$zone" "$file" 2>&1)
case $? in 0 | 127) ;; *) printf '%s\\n' "$said" | tail -n 6 ;; esac
exit 0
`;
