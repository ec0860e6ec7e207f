. "$bin/lib/rows.sh"

# table FIELDS KNOWN: prints the rows as Ganeti's lists do.
table() {
  awk -v entity="$entity" -v fields="$1" -v known=",$2," -v separator="$separator" -v headers="$headers" -f "$bin/lib/table.awk" << END
$rows
END
}
