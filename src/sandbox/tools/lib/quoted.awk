# Place of the quote that ends a string, where backslashes keep the sign behind them (zone.awk, dhcpd.awk).
function closing(text, i, c) {
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (c == "\"") return i
    if (c == "\\") i++
  }
  return 0
}
