# table FIELDS KNOWN: rows of `name=value` with tabs between, `name#=value` for MiB, as Ganeti's lists show them.
table() {
  awk -v fields="$1" -v known=",$2," -v separator="$separator" -v headers="$headers" -f "$bin/lib/table.awk"
}
