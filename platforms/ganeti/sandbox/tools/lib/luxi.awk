# Rows (see rows.sh) as luxid answers a query: a list of the fields for each. Sizes and `number` fields are numbers, `-` and `*` are null, Y and N true and false, `list` fields are lists.
function json(text) { return text ~ /^[0-9]+$/ ? text : "\"" text "\"" }
BEGIN {
  FS = "\t"
  count = split(fields, field, ",")
  for (i = 1; i <= count; i++)
    if (index(known, "," field[i] ",") == 0) unknown = unknown (unknown == "" ? "" : ", ") field[i]
  if (unknown != "") {
    printf "{\"success\":false,\"result\":[\"OpPrereqError\",[\"Unknown output fields selected: %s\",\"wrong_input\"]]}", unknown
    failed = 1
    exit
  }
  printf "{\"success\":true,\"result\":["
}
NF {
  split("", value)
  for (i = 1; i <= NF; i++) {
    at = index($i, "=")
    key = substr($i, 1, at - 1)
    text = json(substr($i, at + 1))
    if (sub(/#$/, "", key) && text ~ /^"[-*]"$/) text = "null"
    if (key ~ /^(offline|drained|oper_state)$/) text = text == "\"Y\"" ? "true" : "false"
    if (key == "disk.sizes") text = substr($i, at + 1)
    else if (key ~ /^(nic\.macs|snodes|[ps]inst_list)$/) gsub(/,/, "\",\"", text)
    if (key ~ /^(nic\.macs|disk\.sizes|snodes|[ps]inst_list)$/) text = text == "\"\"" ? "[]" : "[" text "]"
    value[key] = text
  }
  printf "%s[", (rows++ ? "," : "")
  for (i = 1; i <= count; i++) printf "%s%s", (i > 1 ? "," : ""), value[field[i]]
  printf "]"
}
END { if (!failed) printf "]}" }
