const mebi = 2 ** 20;

/** Bytes of a number of Ganeti's, which counts mebibytes. */
export function mebibytes(number: number): number {
  return number * mebi;
}

/** A size as Ganeti takes it: `4096M`. */
export function ganetiSize(bytes: number): string {
  return `${Math.ceil(bytes / mebi)}M`;
}
