/**
 * A reader of JSON in awk, for scripts that must know on the host what JSON says. It calls `got(value)` for every text, number and word,
 * of which `key[1]` … `key[depth]` say the place: the keys of objects, and the positions in lists, from 0. Texts have their escapes
 * kept, and are not told from numbers. `top` has the keys of the outermost object. `depth` is 0 at the end unless the JSON was cut short. Each record is what stands between two quotes, so
 * that it takes a time that grows with the length only.
 */
export const jsonAwk = String.raw`
BEGIN { RS = "\"" }
within {
  text = text $0
  if (match(text, /\\+$/) && RLENGTH % 2) { text = text "\""; next }
  within = 0
  if (kind[depth] != "{" || !awaits[depth]) got(text)
  else {
    key[depth] = text
    if (depth == 1) top[text] = 1
  }
  next
}
{
  for (at = 1; at <= length($0); at++) {
    sign = substr($0, at, 1)
    if (sign ~ /[^][{}:, \t\r\n]/) { word = word sign; continue }
    if (word != "") { got(word); word = "" }
    if (sign ~ /[[{]/) { kind[++depth] = sign; key[depth] = sign == "[" ? 0 : ""; awaits[depth] = 1 }
    else if (sign ~ /[]}]/) depth--
    else if (sign == ":") awaits[depth] = 0
    else if (sign == ",") { awaits[depth] = 1; if (kind[depth] == "[") key[depth]++ }
  }
  within = 1
  text = ""
}
`;
