const mebi = 2 ** 20;

/** Bytes of a number Ganeti prints, which counts mebibytes; 0 for what it does not know (`-`, `?`, `*`). */
export function mebibytes(text: string | undefined): number {
  const number = Number(text);
  return Number.isFinite(number) ? number * mebi : 0;
}

/** A size as Ganeti takes it: `4096M`. */
export function ganetiSize(bytes: number): string {
  return `${Math.ceil(bytes / mebi)}M`;
}
