# Rows for report.awk and table.awk: a line each, `name=value` with tabs between, `name#=value` for a size.
tab='	'
rows=

# row NAME VALUE…: adds one.
row() {
  line=
  while [ $# -gt 0 ]; do
    line=$line${line:+$tab}$1=$2
    shift 2
  done
  rows="$rows$line
"
}
