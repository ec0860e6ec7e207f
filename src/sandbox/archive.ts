/** A file of a tar archive. */
export interface ArchivedFile {
  readonly name: string;
  readonly text: string;
}

const block = 512;

/** The plain files of a ustar archive (POSIX.1-2017, pax, "ustar Interchange Format") at the start of `bytes`; none where there is no archive. */
export function archivedFiles(bytes: Buffer): readonly ArchivedFile[] {
  const files: ArchivedFile[] = [];
  for (let at = 0; isHeader(bytes, at); ) {
    const field = (from: number, length: number) =>
      bytes.toString('latin1', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 12), 8);
    const start = at + block;
    if (field(156, 1) === '0') files.push({ name: field(0, 100), text: bytes.toString('latin1', start, start + size) });
    at = start + Math.ceil(size / block) * block;
  }
  return files;
}

function isHeader(bytes: Buffer, at: number): boolean {
  return at + block <= bytes.length && bytes.toString('latin1', at + 257, at + 262) === 'ustar';
}
