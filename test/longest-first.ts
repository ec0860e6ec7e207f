import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest: begun last, they would run alone at the end. `npm test` prints the slowest. */
export const longest: readonly string[] = [
  'test/commands/bin.',
  'test/commands/lease.',
  'test/property/',
  'test/commands/undo.',
  'test/commands/drift.',
  'test/platforms/rfc2136/record.',
  'test/main/main.',
  'test/platforms/shorewall/switch.',
  'test/adapters/slack/transport.',
  'test/platforms/ganeti/job.',
  'test/commands/drill.',
  'test/platforms/bind/named.',
  'test/platforms/lvm/resumed.',
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
