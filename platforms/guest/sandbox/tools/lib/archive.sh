# A volume's file system is a tar archive here. POSIX ustar: the magic is 257 bytes in.
is_archive() {
  [ "$(tail -c +258 -- "$1" 2> /dev/null | head -c 5 | tr -d '\0')" = ustar ]
}
