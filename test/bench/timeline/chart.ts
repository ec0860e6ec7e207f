import type { Bar, Kind } from './bars.ts';

/** How a part is drawn: a character in a terminal, a colour in SVG. */
const look: Readonly<Record<Kind, { readonly character: string; readonly colour: string }>> = {
  look: { character: '·', colour: '#b8c4ce' },
  do: { character: '█', colour: '#2b6cb0' },
  check: { character: '▒', colour: '#38a169' },
  unknown: { character: '?', colour: '#c53030' },
};

/** Characters of the longest run in a terminal. */
const wide = 60;

/** When the last bar ends, in seconds. */
function endOf(bars: readonly Bar[]): number {
  return Math.max(0, ...bars.flatMap(({ parts }) => parts.map(({ to }) => to)));
}

/** Bars as lines for a terminal: a step each, then what the characters mean and how long a character is. */
export function terminalChart(bars: readonly Bar[]): readonly string[] {
  const end = endOf(bars);
  const column = (seconds: number) => (end === 0 ? 0 : Math.round((seconds / end) * wide));
  const names = Math.max(0, ...bars.map(({ step }) => step.length));
  const lines = bars.map(({ step, parts }) => {
    const cells = Array<string>(wide).fill(' ');
    for (const { kind, from, to } of parts) {
      // A part too short for a character is drawn all the same.
      const first = Math.min(column(from), wide - 1);
      cells.fill(look[kind].character, first, Math.max(first + 1, column(to)));
    }
    return `${step.padEnd(names)}  ${cells.join('')}  ${secondsOf(parts).toFixed(2)} s`;
  });
  const legend = Object.entries(look).map(([kind, { character }]) => `${character} ${kind}`);
  return [...lines, `${legend.join('  ')}; a character is ${(end / wide).toFixed(2)} s, all of it ${end.toFixed(2)} s`];
}

function secondsOf(parts: Bar['parts']): number {
  return parts.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Sizes of the drawing, in pixels. */
const drawing = { names: 180, bars: 720, row: 22, bar: 14 };

/** Bars as an SVG document: a row each, with the step's title to read where the mouse rests. */
export function svgChart(bars: readonly Bar[]): string {
  const end = endOf(bars);
  const x = (seconds: number) => drawing.names + (end === 0 ? 0 : (seconds / end) * drawing.bars);
  const height = (bars.length + 2) * drawing.row;
  const rows = bars.map(({ step, title, parts }, index) => {
    const top = (index + 1) * drawing.row;
    const boxes = parts.map(({ kind, from, to }) => {
      const width = Math.max(0.5, x(to) - x(from));
      const says = escaped(`${title}: ${kind} ${(to - from).toFixed(2)} s`);
      return `<rect x="${x(from).toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${drawing.bar}" fill="${look[kind].colour}"><title>${says}</title></rect>`;
    });
    return `<text x="4" y="${top + 11}">${escaped(step)}</text>${boxes.join('')}`;
  });
  const kinds = Object.entries(look).map(
    ([kind, { colour }], index) =>
      `<text x="${drawing.names + index * 90}" y="${height - 8}" fill="${colour}">■ ${kind}</text>`,
  );
  const width = drawing.names + drawing.bars + 20;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">
<text x="4" y="14">${end.toFixed(2)} s</text>
${[...rows, ...kinds].join('\n')}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
