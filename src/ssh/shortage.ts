/** Whether something failed, or what it failed by, because this process (EMFILE) or machine (ENFILE) has too many files open: errno(3). */
export function isShortage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE')) || isShortage(error.cause);
}
