import { redactor } from '../src/bot/secrets.ts';
import { counted, listed } from '../src/bot/words.ts';
import { inWords } from '../src/doctor/finding.ts';
import type { Finding } from '../src/farm/finding.ts';
import { addsInWords } from './catalog.ts';
import { type Tried, tryExamples } from './examples.ts';
import { openFarm } from './farm.ts';
import { type Exit, exit, type Program } from './program.ts';
import { stopped } from './signals.ts';
import { visible } from './visible.ts';

/** `farmhand doctor --plugins`: says every example of the plugins' commands on a sandbox farm, and whether what came back is as the example says. */
export async function doctorPlugins(program: Program): Promise<Exit> {
  const { farm, catalog } = await openFarm(program);
  const redact = redactor(program.env);
  const tell = (finding: Finding) => {
    for (const line of inWords(finding)) program.output.write(`${visible(redact(line))}\n`);
  };
  if (catalog.plugins.length === 0) tell({ is: 'ok', about: farm.file, says: 'names no plugins' });
  let wrong = 0;
  // What is made from here on has to go again.
  let leaving = false;
  void stopped().then(() => {
    leaving = true;
  });
  for (const plugin of catalog.plugins) {
    tell({ is: 'ok', about: `plugin ${plugin.name}`, says: addsInWords(plugin) });
    for await (const tried of tryExamples(plugin.commands ?? [], catalog)) {
      tell(finding(plugin.name, tried));
      if (!tried.right) wrong += 1;
      if (leaving) return exit.failed;
    }
  }
  program.output.write(wrong === 0 ? 'Every example shows what it says.\n' : `${counted(wrong, 'problem')}.\n`);
  return wrong === 0 ? exit.done : exit.failed;
}

function finding(plugin: string, { example: { command, after = [], say, shows }, shown, right }: Tried): Finding {
  const before = after.length === 0 ? '' : ` after ${listed(after.map((said) => `!${said}`))}`;
  const about = `!${say}${before}`;
  if (right) return { is: 'ok', about, says: `shows "${shows}"` };
  const came = shown === '' ? 'nothing' : shown.split('\n').join(' / ');
  return {
    is: 'problem',
    about,
    says: `was said on a sandbox and should show "${shows}", but came back with: ${came}`,
    mend: `Correct this example of the command ${command} in the plugin ${plugin}, or what the command does.`,
  };
}
