import { choices } from '../platforms/choices.ts';
import { outputSchema } from '../src/bot/documents/schema.ts';
import { jsonSchema } from '../src/farm/config/json-schema.ts';
import { chat } from './adapters.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';

/** `farmhand schema`: prints the JSON Schema of farm.yaml; `farmhand schema output`: of what `--json` prints. */
export async function schema({ output, words }: Program): Promise<Exit> {
  const [what, ...more] = words;
  if ((what !== undefined && what !== 'output') || more.length > 0)
    throw new UsageError('it is: farmhand schema, of farm.yaml; or farmhand schema output, of what --json prints');
  const shown = what === 'output' ? outputSchema() : jsonSchema(choices, chat);
  output.write(`${JSON.stringify(shown, null, 2)}\n`);
  return exit.done;
}
