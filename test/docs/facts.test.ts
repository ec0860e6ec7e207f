import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { usage } from '../../main/usage.ts';
import type { RunEvent } from '../../src/engine/events.ts';
import { modulesIn, ownFolders, textOf } from '../support/source.ts';
import { isMadeByPage } from './code.ts';
import { pages, pageText, root } from './pages.ts';

const all = pages.map((page) => ({ page, text: pageText(page) }));
const readme = pageText('README.md');
const source = modulesIn(...ownFolders)
  .map(textOf)
  .join('\n');

/** Everything in backticks. */
function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

function headings(text: string): ReadonlySet<string> {
  const found = text.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...found].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe.each(all)('$page', ({ page, text }) => {
  test('links to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const broken = links.filter(([, path = '', heading]) => {
      const file = path === '' ? join(root, page) : join(root, dirname(page), path);
      if (!existsSync(file)) return true;
      return heading !== undefined && !headings(readFileSync(file, 'utf8')).has(heading);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test('names only files and folders of the repository that are there', () => {
    const folders =
      /^(src|test|commands|adapters|platforms|examples|docs|bin|deploy|packaging-farm|slack|\.ci)\/[\w./*-]*$/;
    const paths = quoted(text).filter((code) => folders.test(code));
    const missing = paths.filter((path) => globSync(path.replace(/\bX\b/, '*'), { cwd: root }).length === 0);
    expect(missing.filter((path) => !isMadeByPage(path))).toEqual([]);
  });

  test('names only scripts, subcommands and commands there are', () => {
    const scripts = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts);
    const run = [...text.matchAll(/\bnpm run (?:--silent )?([a-z][a-z-]*)/g)].map(([, name = '']) => name);
    expect(run.filter((name) => !scripts.includes(name))).toEqual([]);
    const typed = [...text.matchAll(/(?:^|[`/])farmhand ([a-z-]+)/gm)].map(([, name = '']) => name);
    const told = (name: string) => usage.includes(name.startsWith('-') ? ` ${name} ` : `farmhand ${name} `);
    expect(typed.filter((name) => !told(name))).toEqual([]);
    const prose = text.replace(/^ *```(?:[jt]s|diff)\n[\s\S]*?^ *```/gm, '');
    const known = [
      ...commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
      'zones',
      'pointer',
      'uptime',
      'notice',
    ];
    const said = [...prose.matchAll(/(?<![\w\]:])!([a-z]{2,})/g)].map(([, name = '']) => name);
    expect(said.filter((name) => !known.includes(name))).toEqual([]);
  });
});

test('the two commands that begin everything stand alone, as they are typed', () => {
  const blocks = [...readme.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
  expect(blocks).toContain('npm ci && npm run demo\n');
  expect(blocks).toContain('npm ci && npm test\n');
});

test('docs/README.md lists every page of docs, once, and the README leads to it', () => {
  const listed = [...pageText('docs/README.md').matchAll(/\]\(([a-z-]+\.md)\)/g)].map(
    ([, page = '']) => `docs/${page}`,
  );
  const own = pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
  expect(listed.toSorted()).toEqual(own.toSorted());
  expect(readme).toContain('](docs/README.md)');
});

test('the README is short: whoever arrives reads it to the end', () => {
  expect(readme.split('\n').length).toBeLessThan(80);
});

describe('a message that docs/troubleshooting.md explains is one farmhand gives', () => {
  const [, part = ''] =
    /<!-- troubleshooting -->([\s\S]*)<!-- end troubleshooting -->/.exec(pageText('docs/troubleshooting.md')) ?? [];
  const messages = [...part.matchAll(/^\*\*`(.+?)`\*\*/gm)].map(([, message = '']) => message);
  // Not farmhand's own words: the host's, or the network's.
  const others = /sudo: a password is required|ECONNREFUSED/;
  const texts = source
    .replace(/' \+\s*['`]|` \+\s*['`]/g, '')
    .replaceAll("\\'", "'")
    .toLowerCase();

  test('and there are many', () => {
    expect(messages.length).toBeGreaterThan(20);
  });

  test.each(messages)('%s', (message) => {
    const own = message
      .split('…')
      .map((words) => words.trim().replace(/^[(),:. ]+|[(),:. ]+$/g, ''))
      .filter((words) => words.length > 3 && !others.test(words));
    expect(own.filter((words) => !texts.includes(words.toLowerCase()))).toEqual([]);
  });
});

test('docs/journal.md and docs/architecture.md name every type of event, and no other', () => {
  const types: Readonly<Record<RunEvent['type'], true>> = {
    planned: true,
    posted: true,
    approved: true,
    withdrawn: true,
    denied: true,
    expired: true,
    queued: true,
    running: true,
    cancelling: true,
    retried: true,
    left: true,
    ended: true,
    undone: true,
    decided: true,
    alerted: true,
    'step.intent': true,
    'step.effect': true,
    'step.verified': true,
    'step.skipped': true,
    'step.failed': true,
    'step.unknown': true,
    'step.progress': true,
  };
  const [, journal = ''] = /<!-- types -->([\s\S]*)<!-- end types -->/.exec(pageText('docs/journal.md')) ?? [];
  const named = [...journal.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) => quoted(cell));
  expect(named.toSorted()).toEqual(Object.keys(types).toSorted());
  const [, life = ''] = /```\n(planned {2}[\s\S]*?)```/.exec(pageText('docs/architecture.md')) ?? [];
  const lines = life.trimEnd().split('\n');
  const listed = lines.flatMap((line) => line.trim().split(/ {2,}/)[0]?.split(', ') ?? []);
  expect(listed.toSorted()).toEqual(Object.keys(types).toSorted());
});

test('docs/architecture.md names every fault point there is inside actions', () => {
  const points = [...source.matchAll(/\bfault\('([a-z.]+)'\)/g)].map(([, name = '']) => name);
  expect(points.length).toBeGreaterThan(4);
  const text = pageText('docs/architecture.md');
  expect(points.filter((point) => !text.includes(`\`${point}\``))).toEqual([]);
});

test('the changelog has an entry for the version of package.json', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(pageText('CHANGELOG.md')).toMatch(new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - `, 'm'));
});
