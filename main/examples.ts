import type { Command, Example } from '../src/bot/command.ts';
import type { Catalog } from './catalog.ts';
import { type Scene, sandboxFarm, sceneOn } from './scene.ts';

/** An example of a command's. */
interface OwnExample extends Example {
  readonly command: string;
}

/** Examples before which the same was said: one sandbox does for them. */
export interface ExampleGroup {
  readonly after: readonly string[];
  readonly examples: readonly OwnExample[];
}

/** The examples of commands, in groups. */
export function exampleGroups(commands: readonly Command[]): readonly ExampleGroup[] {
  const examples = commands.flatMap(({ name, examples }) => examples.map((one) => ({ ...one, command: name })));
  const groups = Map.groupBy(examples, ({ after = [] }) => JSON.stringify(after));
  return [...groups.values()].map((group) => ({ after: group[0]?.after ?? [], examples: group }));
}

/** Says an example in a scene in which its `after` has been said; what came back. */
export async function played({ say, clear }: Pick<Scene, 'say' | 'clear'>, example: Example): Promise<string> {
  const lines = await say(`!${example.say}`);
  await clear();
  return lines.join('\n');
}

/** What came back for an example. */
export interface Tried {
  readonly example: OwnExample;
  readonly shown: string;
  /** It has what the example says. */
  readonly right: boolean;
}

/** Says every example of these commands on sandbox farms, a new one for each group, with everything of the catalog. */
export async function* tryExamples(commands: readonly Command[], catalog: Catalog): AsyncGenerator<Tried> {
  for (const { after, examples } of exampleGroups(commands)) {
    const { sandbox, farm } = await sandboxFarm();
    try {
      const scene = await sceneOn(sandbox, farm, catalog);
      try {
        for (const said of after) await scene.done(said);
        for (const example of examples) {
          const shown = await played(scene, example);
          yield { example, shown, right: shown.includes(example.shows) };
        }
      } finally {
        await scene.farmhand.stop();
      }
    } finally {
      await sandbox.close();
    }
  }
}
