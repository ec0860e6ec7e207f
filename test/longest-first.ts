import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest: begun last, they would run alone at the end. `npm test` prints the slowest. */
export const longest: readonly string[] = [
  'test/property/',
  'test/docs/add-',
  'test/commands/undo.',
  'test/takeover/',
  'test/adapters/irc/crowd.',
  'test/chaos/',
  'test/main/main.',
  'test/platforms/shorewall/switch.',
  'test/adapters/slack/transport.',
  'test/commands/protected.',
  'test/commands/others.',
  'test/platforms/guest/script.',
];

/** The order of test files: the longest first, then as vitest has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.includes(name));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
