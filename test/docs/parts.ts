import { answersTable } from './answers-table.ts';
import { example, source, tool } from './code.ts';
import { commandsTable } from './commands-table.ts';
import { pluginTable } from './plugin-exports.ts';
import { settingsTable } from './settings-table.ts';

/** Parts that are recorded on a sandbox, which takes a while. */
export const recordings: readonly string[] = ['transcript', 'json'];

/** The text of a part of a page that is no recording, by the name between its marks. */
export function made(name: string): string {
  const [kind = '', ...words] = name.split(' ');
  if (kind === 'answers') return answersTable();
  if (kind === 'commands') return commandsTable();
  if (kind === 'settings') return settingsTable(words.join(' '));
  if (kind === 'example') return example(words.join(' '));
  if (kind === 'source') return source(words.join(' '));
  if (kind === 'tool') return tool(words.join(' '));
  if (kind === 'plugin') return pluginTable();
  throw new Error(`no part of a page is called ${name}`);
}
