/** What differs from one time, or one machine, to the next, and its stand-in. Order counts. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID'],
  [/\b[A-Za-z0-9]{6}(-[A-Za-z0-9]{4}){5}-[A-Za-z0-9]{6}\b/g, 'LVM-UUID'],
  [/\b[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d( UTC)? \d{4}/g, 'TIME'],
  [/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/g, 'TIME'],
  [/\[(emerg|warn)\] \d+#\d+:/g, '[$1] PID:'],
  [/socat\[\d+\]/g, 'socat[PID]'],
  [/connect\(\d+,/g, 'connect(FD,'],
  [/\bid: \d+/g, 'id: ID'],
  [/(from job |job |Job |JobID: )\d+/g, '$1ID'],
  [/^\d+(?=: )/gm, 'ID'],
  [/\btime \d+ms$/gm, 'time Nms'],
  [/^-{20,}$/gm, '-----'],
  [/\b(QEMU|Shorewall|Server) \d+(\.\d+)+(-P\d+)?/g, '$1 VERSION'],
];

/** Makes two showings of the same thing equal. `root` goes, so that paths read as on a real host. */
export function normalise(text: string, root: string): string {
  const plain = root === '' ? text : text.replaceAll(root, '');
  return patterns.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), plain);
}
