import { choices } from '../platforms/choices.ts';
import { jsonSchema } from '../src/farm/config/json-schema.ts';
import { chat } from './adapters.ts';
import { type Exit, exit, type Program } from './program.ts';

/** `farmhand schema`: prints the JSON Schema of farm.yaml. */
export async function schema({ output }: Program): Promise<Exit> {
  output.write(`${JSON.stringify(jsonSchema(choices, chat), null, 2)}\n`);
  return exit.done;
}
