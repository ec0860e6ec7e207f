# Ganeti's lists of rows (see rows.sh) whose sizes are in MiB. With a separator they are plain numbers, without one they carry a unit, and columns are aligned.
function size(mib) {
  if (mib !~ /^[0-9]/ || separator != "") return mib
  if (mib + 0 < 1024) return mib "M"
  return sprintf("%.1fG", mib / 1024)
}
BEGIN {
  FS = "\t"
  count = split(fields, field, ",")
  for (i = 1; i <= count; i++) if (index(known, "," field[i] ",") == 0) { unknown = unknown (unknown ? ", " : "") field[i] }
  if (unknown) print "Warning: Queried for unknown fields " unknown > "/dev/stderr"
}
NF {
  split("", value)
  for (i = 1; i <= NF; i++) {
    at = index($i, "=")
    key = substr($i, 1, at - 1)
    text = substr($i, at + 1)
    if (sub(/#$/, "", key)) { text = size(text); right[key] = 1 }
    value[key] = text
  }
  rows++
  for (i = 1; i <= count; i++) {
    text = (field[i] in value) ? value[field[i]] : "??"
    cell[rows, i] = text
    if (length(text) > width[i]) width[i] = length(text)
  }
}
END {
  split("hypervisor Hypervisor os OS pnode Primary_node status Status oper_ram Memory id ID summary Summary dtotal DTotal dfree DFree mtotal MTotal mnode MNode mfree MFree pinst_cnt Pinst sinst_cnt Sinst", pair, " ")
  for (i = 1; i in pair; i += 2) title[pair[i]] = pair[i + 1]
  title["name"] = entity
  right["id"] = right["pinst_cnt"] = right["sinst_cnt"] = 1
  for (i = 1; i <= count; i++) {
    cell[0, i] = (field[i] in title) ? title[field[i]] : field[i]
    if (headers && length(cell[0, i]) > width[i]) width[i] = length(cell[0, i])
  }
  for (row = headers ? 0 : 1; row <= rows; row++) {
    line = ""
    for (i = 1; i <= count; i++) {
      text = cell[row, i]
      if (separator != "") { line = line (i > 1 ? separator : "") text; continue }
      if (field[i] in right) text = sprintf("%*s", width[i], text)
      else if (i < count) text = sprintf("%-*s", width[i], text)
      line = line (i > 1 ? " " : "") text
    }
    print line
  }
  if (unknown) exit 14
}
