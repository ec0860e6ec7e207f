import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/source.ts';

export { root };

/** The pages for people, by their paths in the repository. */
export const pages: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CODE_OF_CONDUCT.md',
  ...globSync(['docs/*.md', '{platforms,examples}/*/README.md', 'test/{lab,support/slack}/README.md'], {
    cwd: root,
  }).sort(),
];

export function pageText(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

/** A part of a page that is made, not written: what stands between its two marks. */
export interface Part {
  readonly name: string;
  readonly text: string;
}

const marked = /^<!-- begin (.+?) -->\n([\s\S]*?)^<!-- end \1 -->/gm;

export function partsOf(text: string): readonly Part[] {
  return [...text.matchAll(marked)].map(([, name = '', inner = '']) => ({ name, text: inner }));
}

/** The page with every part as `make` gives it. */
export function withParts(text: string, make: (name: string) => string): string {
  return text.replace(marked, (_, name: string) => `<!-- begin ${name} -->\n${make(name)}<!-- end ${name} -->`);
}

/** Rows as a Markdown table, the first being its head. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('');
}

export function block(text: string, language = ''): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
}
