import { commands } from '../../commands/index.ts';
import { closing, entries } from './usage.ts';

/** A manual page: its text in the macros of man(7). */
export interface Page {
  readonly name: string;
  readonly section: number;
  readonly text: string;
}

/** What makes a manual page this version's. */
export interface Edition {
  readonly version: string;
  /** Such as 2026-11-30. */
  readonly date: string;
}

/** farmhand(1), of `farmhand --help`, the list of commands, and .env.example. */
export function programPage(edition: Edition, environment: string): Page {
  const { subcommands, options } = entries();
  const variables = environment
    .split('\n\n')
    .slice(1)
    .map((paragraph) => {
      const names = [...paragraph.matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name = '']) => name);
      const about = paragraph
        .split('\n')
        .filter((line) => line.startsWith('# '))
        .map((line) => line.slice(2));
      return tagged(names.map(bold).join(', '), about.join(' '));
    });
  const text = [
    title('farmhand', 1, edition),
    section('Name', 'farmhand \\- chat-ops for a farm of virtual machines\n'),
    section('Synopsis', `${bold('farmhand')} ${italic('SUBCOMMAND')} [${italic('OPTION')}\\&.\\|.\\|.]\n`),
    section(
      'Description',
      paragraph(
        'People type commands in IRC, in Slack or on a terminal. farmhand works out what each means on the hosts, shows it as a plan, waits for approval where somebody could be hurt by it, does it over SSH, and can take it back.',
      ),
    ),
    section('Subcommands', subcommands.map(({ typed, about }) => tagged(bold(typed), about)).join('')),
    section('Options', options.map(({ typed, about }) => tagged(bold(typed), about)).join('')),
    section('Commands in chat', commands.map(({ usage, summary }) => tagged(bold(`!${usage}`), summary)).join('')),
    section('Exit status', paragraph(/Ends with[\s\S]*/.exec(closing())?.[0] ?? '')),
    section('Environment', variables.join('')),
    section(
      'Files',
      [
        ['farm.yaml', 'The farm: see farm.yaml(5). Of the service it is /etc/farmhand/farm.yaml.'],
        ['.env', 'Variables of the environment, secrets among them, in the folder farmhand is started in.'],
        ['known_hosts', 'Keys of hosts, beside farm.yaml: written by farmhand init and farmhand host-key.'],
        ['/var/lib/farmhand', "The service's journal."],
      ]
        .map(([file = '', about = '']) => tagged(bold(file), about))
        .join(''),
    ),
    section('See also', `${bold('farm.yaml')}(5), ${bold('journalctl')}(1)\n`),
  ];
  return { name: 'farmhand', section: 1, text: text.join('') };
}

/** `.TH`, the first line of a page. */
export function title(name: string, number: number, { version, date }: Edition): string {
  return `.TH "${name.toUpperCase()}" ${number} "${date}" "farmhand ${version}"\n`;
}

export function section(heading: string, text: string): string {
  return `.SH "${escaped(heading.toUpperCase())}"\n${withoutGaps(text)}`;
}

/** A paragraph right after a heading is one by itself. */
function withoutGaps(text: string): string {
  return text.replace(/^\.PP\n/, '').replaceAll(/^(\.SS .*\n)\.PP\n/gm, '$1');
}

/** An entry of a list: what it is about, already in roff, and what is said of it. */
export function tagged(tag: string, about: string): string {
  return `.TP\n${tag}\n${about === '' ? '\\&\n' : line(about)}`;
}

function paragraph(text: string): string {
  return `.PP\n${line(text)}`;
}

/** Prose, which may have Markdown's `code`, **bold**, *italic* and links, as a line of roff. */
export function line(text: string): string {
  return `${inline(text.replaceAll(/\s*\n\s*/g, ' ').trim())}\n`;
}

/** Markdown within a line as roff. */
export function inline(text: string): string {
  const parts = text
    .replaceAll(/!?\[([^\]]*)\]\(([^)]*)\)/g, (_, shown: string, to: string) =>
      /^https?:/.test(to) ? `${shown} (${to})` : shown,
    )
    .split(/(`[^`]+`|\*\*[^*]+\*\*|(?<![\w*])\*[^*\s][^*]*\*)/);
  return guarded(
    parts
      .map((part) => {
        if (/^`.+`$/.test(part)) return bold(part.slice(1, -1));
        if (/^\*\*.+\*\*$/.test(part)) return bold(part.slice(2, -2));
        if (/^\*.+\*$/.test(part)) return italic(part.slice(1, -1));
        return escaped(part);
      })
      .join(''),
  );
}

export function bold(text: string): string {
  return `\\fB${escaped(text)}\\fR`;
}

function italic(text: string): string {
  return `\\fI${escaped(text)}\\fR`;
}

export function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('"', '\\(dq').replaceAll("'", '\\(aq');
}

/** A line that is no request, whatever it begins with. */
export function guarded(text: string): string {
  return /^[.']/.test(text) ? `\\&${text}` : text;
}
