import { example, source, tool } from './code.ts';
import { commandsTable } from './commands-table.ts';
import { pluginTable } from './plugin-exports.ts';
import { settingsTable } from './settings-table.ts';

/** The text of a part of a page, by the name between its marks. The transcript is a part too, and takes a run to make. */
export function made(name: string): string {
  const [kind = '', ...words] = name.split(' ');
  if (kind === 'commands') return commandsTable();
  if (kind === 'settings') return settingsTable(words.join(' '));
  if (kind === 'example') return example(words.join(' '));
  if (kind === 'source') return source(words.join(' '));
  if (kind === 'tool') return tool(words.join(' '));
  if (kind === 'plugin') return pluginTable();
  throw new Error(`no part of a page is called ${name}`);
}
