/**
 * `at_offset DEVICE OFFSET` names an ext2, ext3 or ext4 file system for e2fsprogs.
 *
 * `replay DEVICE OFFSET` replays its journal, as its guest would when it starts, and ends what was deleted while something had it
 * open. Does nothing where its guest has unmounted it. Fails, having said why, where it cannot.
 */
export const replayScript = `
at_offset() { if [ "$2" = 0 ]; then echo "$1"; else echo "$1?offset=$2"; fi; }
replay() {
  where=$(at_offset "$1" "$2")
  header=$(as_root dumpe2fs -h -- "$where" 2>&1) || { echo "$header"; return 1; }
  case $header in *' needs_recovery '* | *' needs_recovery
'* | *'First orphan inode:'*) ;; *) return 0 ;; esac
  replayed=$(as_root e2fsck -y -E journal_only -- "$where" 2>&1 </dev/null) || [ $? -eq 1 ] && return
  # e2fsck (1.47) forgets the offset when it opens the file system anew after the replay, and gives up: the journal is empty then, and the superblock does
  # not say so yet.
  if [ "$2" != 0 ] && as_root dumpe2fs -h -- "$where" 2>/dev/null | grep -Eq '^Journal start: +0$'; then
    replayed=$(as_root debugfs -w -R 'feature -needs_recovery' -- "$where" 2>&1 </dev/null) &&
      { replayed=$(as_root e2fsck -y -E journal_only -- "$where" 2>&1 </dev/null) || [ $? -eq 1 ]; } && return
  fi
  printf '%s\\n' "$replayed"
  return 1
}
`;
