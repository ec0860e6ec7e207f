# A volume's file system is a tar archive here. POSIX ustar: the magic is 257 bytes in.
is_archive() {
  [ "$(dd if="$1" bs=1 skip=257 count=5 2> /dev/null | tr -d '\0')" = ustar ]
}
