/** Who is asked, in lower case, by `10.10.60.2`, `tftp.farm`, `http://10.10.60.2/boot.ipxe`, `nfs.farm:/srv`; undefined where none is named. */
export function askedBy(text: string): string | undefined {
  return /^(?:nfs:|[a-z]+:\/\/)?([a-z0-9_.-]+)(?:[:/].*)?$/i.exec(text.trim())?.[1]?.toLowerCase();
}
