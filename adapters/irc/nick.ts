/** The nick to try when the wanted one and `attempt - 1` others are taken: `farmhand_`, then `farmhan1`, `farmhan2` … (as long as the wanted one). */
export function alternative(wanted: string, attempt: number): string {
  if (attempt === 1) return `${wanted}_`;
  const digits = String(attempt - 1);
  return wanted.slice(0, Math.max(1, wanted.length - digits.length)) + digits;
}
