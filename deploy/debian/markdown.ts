import { bold, type Edition, escaped, guarded, inline, line, type Page, section, tagged, title } from './man.ts';

/** A page of docs/ as a manual page: headings, paragraphs, lists, tables and code. */
export function manualOf(
  markdown: string,
  { name, about, ...edition }: Edition & { readonly name: string; readonly about: string },
): Page {
  const [opening = '', ...chapters] = markdown
    .replace(/^# .*\n/, '')
    .replaceAll(/<!--.*?-->\n?/g, '')
    .split(/^## /m);
  const text = [
    title(name, 5, edition),
    section('Name', `${escaped(name)} \\- ${escaped(about)}\n`),
    section('Description', blocks(opening)),
    ...chapters.map((chapter) => {
      const [heading = '', ...rest] = chapter.split('\n');
      return section(heading, blocks(rest.join('\n')));
    }),
    section('See also', `${bold('farmhand')}(1)\n`),
  ];
  return { name, section: 5, text: text.join('') };
}

/** Blocks are apart by an empty line, but code is one block whatever is in it. */
function blocks(markdown: string): string {
  return markdown
    .split(/(^```[\s\S]*?^```$)/m)
    .flatMap((part) => (part.startsWith('```') ? [part] : part.split(/\n{2,}/)))
    .map((block) => block.replaceAll(/^\n+|\n+$/g, ''))
    .filter((block) => block !== '')
    .map(one)
    .join('');
}

function one(block: string): string {
  if (block.startsWith('```')) return code(block.split('\n').slice(1, -1));
  if (block.startsWith('#')) return `.SS "${inline(block.replace(/^#+ /, ''))}"\n`;
  if (block.startsWith('|')) return table(block);
  if (/^(- |\d+\. )/.test(block)) return list(block);
  return `.PP\n${line(block)}`;
}

function code(lines: readonly string[]): string {
  return `.PP\n.in +4n\n.EX\n${lines.map((one) => `${guarded(escaped(one))}\n`).join('')}.EE\n.in\n`;
}

function list(block: string): string {
  return block
    .split(/^(?:- |\d+\. )/m)
    .slice(1)
    .map((item) => `.IP \\(bu 2\n${line(item)}`)
    .join('');
}

/** Each row an entry: its first cell, and of the others what is in them, with the head of its column from the third on. */
function table(block: string): string {
  const [head = [], , ...rows] = block.split('\n').map((row) =>
    row
      .replace(/^\| ?/, '')
      .replace(/ ?\|$/, '')
      .split(/ ?(?<!\\)\| ?/)
      .map((cell) => cell.replaceAll('\\|', '|').trim()),
  );
  return rows
    .map(([tag = '', about = '', ...others]) => {
      const more = others.flatMap((cell, index) =>
        cell === '' || cell === 'see below' ? [] : [`${head[index + 2]}: ${cell}`],
      );
      return tagged(inline(tag), [about, ...more].filter((cell) => cell !== '').join('. '));
    })
    .join('');
}
