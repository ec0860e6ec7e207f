import { expect, test } from 'vitest';
import { modulesIn, ownFolders, textOf } from '../support/source.ts';
import { pageText } from './pages.ts';

const page = pageText('docs/glossary.md');
const terms = [...page.matchAll(/^\*\*(.+?)\*\* /gm)].map(([, term = '']) => term);
/** Code as words: `PortForward` is Port and Forward. */
const code = modulesIn(...ownFolders, 'test/lab')
  .map((file) => textOf(file).replace(/(?<=[a-z])(?=[A-Z])/g, ' '))
  .join('\n')
  .toLowerCase();

test('the glossary has each term once, in the order of the alphabet', () => {
  expect(terms.length).toBeGreaterThan(50);
  expect(terms).toEqual([...new Set(terms)].toSorted());
});

test('and says of each what it means, and why the word', () => {
  const entries = page.split(/^(?=\*\*)/m).slice(1);
  expect(entries.filter((entry) => !/^\*\*.+\*\* \S[\s\S]*\*Why\*: \S/.test(entry))).toEqual([]);
});

test('every term is one that the code uses', () => {
  const unused = terms.filter((term) => !new RegExp(`\\b${term.replace(' ', ' ?')}(s|es)?\\b`).test(code));
  expect(unused).toEqual([]);
});

test('every term that docs/architecture.md sets off is there', () => {
  const prose = pageText('docs/architecture.md').replace(/```[\s\S]*?```/g, '');
  const set = [...prose.matchAll(/(?<![*\w])\*{1,2}([A-Za-z][^*\n]*?)\.?\*{1,2}(?!\*)/g)].map(([, text = '']) =>
    text.toLowerCase().replace(/^the /, '').replace(/s$/, ''),
  );
  expect(set.length).toBeGreaterThan(10);
  expect(set.filter((term) => !terms.includes(term) && !terms.includes(`${term}s`))).toEqual([]);
});
