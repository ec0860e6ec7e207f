# Prints LVM's reports of rows (see rows.sh) whose sizes are in bytes.
# kind: lv or vg; fields: comma separated; units, suffix (0 or 1), headings (0 or 1), separator, json (0 or 1).
function size(bytes, unit, n, mark, i, letters) {
  letters = "bkmgt"
  n = bytes + 0
  if (unit == "b") return sprintf("%.0f", n) (suffix ? "B" : "")
  if (unit == "s") return sprintf("%.0f", n / 512) (suffix ? "S" : "")
  mark = ""
  if (unit == "r" || unit == "h") {
    for (i = 1; n >= 1024 && i < 5; i++) n /= 1024
    # "r" marks what was rounded, down or up, with < or >.
    if (unit == "r" && sprintf("%.2f", n) + 0 > n) mark = "<"
    unit = substr(letters, i, 1)
  } else {
    for (i = 2; i <= index(letters, unit); i++) n /= 1024
  }
  return mark sprintf("%.2f", n) (suffix ? unit : "")
}
BEGIN {
  FS = "\t"
  count = split(fields, field, ",")
  for (i = 1; i <= count; i++) if (index(known, "," field[i] ",") == 0) {
    print "  Unrecognised field: " field[i] > "/dev/stderr"
    exit failed = 5
  }
  # Columns are at least as wide as LVM itself declares them.
  least["pv_count"] = least["lv_count"] = least["snap_count"] = 3; least["lv_attr"] = 10
  least["data_percent"] = least["snap_percent"] = least["metadata_percent"] = 6
  for (i = 1; i <= count; i++) width[i] = least[field[i]] + 0
  if (json) printf "  {\n      \"report\": [\n          {\n              \"%s\": [", kind
}
NF {
  split("", value)
  for (i = 1; i <= NF; i++) {
    at = index($i, "=")
    name = substr($i, 1, at - 1)
    text = substr($i, at + 1)
    if (sub(/#$/, "", name)) text = size(text, units)
    value[name] = text
  }
  rows++
  line = ""
  for (i = 1; i <= count; i++) {
    text = value[field[i]]
    cell[rows, i] = text
    if (length(text) > width[i]) width[i] = length(text)
    line = line (i > 1 ? ", " : "") "\"" field[i] "\":\"" text "\""
  }
  if (json) printf "%s\n                  {%s}", (rows > 1 ? "," : ""), line
}
END {
  if (failed) exit failed
  if (json) {
    print "\n              ]\n          }\n      ]\n  }"
    exit
  }
  for (i = 1; i <= count; i++) {
    label[i] = heading(field[i])
    if (headings && length(label[i]) > width[i]) width[i] = length(label[i])
  }
  for (row = headings ? 0 : 1; row <= rows; row++) {
    line = "  "
    for (i = 1; i <= count; i++) {
      text = row ? cell[row, i] : label[i]
      if (separator != " ") line = line (i > 1 ? separator : "") text
      else line = line (i > 1 ? " " : "") sprintf(row && numeric(field[i]) ? "%*s" : "%-*s", width[i], text)
    }
    if (rows > 0) print line
  }
}
function numeric(name) { return name ~ /size|free|count/ }
function heading(name, short) {
  short["lv_name"] = "LV"; short["vg_name"] = "VG"; short["lv_attr"] = "Attr"; short["lv_size"] = "LSize"
  short["vg_size"] = "VSize"; short["vg_free"] = "VFree"; short["origin"] = "Origin"; short["data_percent"] = "Data%"
  short["vg_attr"] = "Attr"; short["lv_count"] = "#LV"; short["pv_count"] = "#PV"; short["snap_count"] = "#SN"
  short["vg_extent_size"] = "Ext"; short["vg_extent_count"] = "#Ext"; short["vg_free_count"] = "Free"
  short["pool_lv"] = "Pool"; short["metadata_percent"] = "Meta%"; short["move_pv"] = "Move"; short["mirror_log"] = "Log"
  short["copy_percent"] = "Cpy%Sync"; short["convert_lv"] = "Convert"
  short["lv_path"] = "Path"; short["lv_uuid"] = "LV UUID"; short["lv_tags"] = "LV Tags"; short["snap_percent"] = "Snap%"
  return (name in short) ? short[name] : name
}
