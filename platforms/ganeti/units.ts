const mebi = 2 ** 20;

/** Bytes of a number of Ganeti's, which counts mebibytes. */
export function mebibytes(number: number): number {
  return number * mebi;
}

/** A number as Ganeti counts, of bytes. */
export function inMebibytes(bytes: number): number {
  return Math.ceil(bytes / mebi);
}

/** A size as Ganeti's commands take it: `4096M`. */
export function ganetiSize(bytes: number): string {
  return `${inMebibytes(bytes)}M`;
}
