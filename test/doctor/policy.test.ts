import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { examinePolicy } from '../../src/doctor/examine-policy.ts';
import { policyDefaults } from '../../src/farm/config/policy-defaults.ts';
import type { Farm } from '../../src/farm/farm.ts';
import type { FarmPerson } from '../../src/farm/settings.ts';
import { approvals, rule } from '../bot/rules.ts';
import { exampleFarm } from '../farm/farms.ts';

const person = (name: string, platform: string, ...roles: string[]): FarmPerson => ({
  name,
  roles,
  identities: { [platform]: name },
});
const farm = (people: readonly FarmPerson[], given: Partial<Farm> = {}) => ({
  people: new Map(people.map((one) => [one.name, one])),
  chat: {},
  policy: policyDefaults,
  vms: new Map(),
  ...given,
});
const says = (given: ReturnType<typeof farm>) => examinePolicy(given, commands).map((found) => found.says);

describe('the doctor says what nobody could approve:', () => {
  test.each([
    ['one person on the console', farm([person('ann', 'console')]), '1 person can speak here (ann)'],
    [
      'a second person only where farmhand is not',
      farm([person('ann', 'console'), person('bob', 'irc')]),
      '1 person can speak here (ann)',
    ],
    ['nobody at all, of the destructive', farm([]), '0 people can speak here'],
  ])('%s', (_, given, who) => {
    expect(says(given)).toEqual([expect.stringMatching(/^nobody could approve .*!destroy.*!undo/)]);
    expect(says(given)[0]).toContain(who);
    expect(examinePolicy(given, commands)[0]).toMatchObject({
      is: 'warning',
      mend: expect.stringContaining('asker_counts: true'),
    });
  });

  test('that of the VMs of others it is, where one’s own takes nobody else', () => {
    const [said] = says(farm([person('ann', 'console')]));
    expect(said).toMatch(/!destroy of a VM that is not the asker's own.* and !undo:/);
    const lost = rule({ commands: ['destroy'], approvals: approvals({ need: 2 }) });
    const [always] = says(farm([person('ann', 'console')], { policy: [lost, ...policyDefaults] }));
    expect(always).not.toContain("the asker's own");
  });

  test('a build of everything anew, where nobody is a release-manager', () => {
    const given = farm([person('ann', 'console'), person('bob', 'console')], { vms: exampleFarm.vms });
    expect(says(given)).toEqual([expect.stringMatching(/^nobody could approve a rebuild: 2 people can speak here/)]);
  });

  test('the end of another’s freeze, where a rule is for people whom there are none of', () => {
    const bosses = rule({ commands: ['unfreeze'], risks: ['safe'], approvals: approvals({ roles: ['boss'] }) });
    const given = farm([person('ann', 'console'), person('bob', 'console')], { policy: [bosses, ...policyDefaults] });
    expect(says(given)[0]).toMatch(/^nobody could approve !freeze off of what somebody else has frozen \(unfreeze\):/);
  });

  test.each([
    ['two people on the console', farm([person('ann', 'console'), person('bob', 'console')])],
    ['two people on a network there is', farm([person('ann', 'irc'), person('bob', 'irc')], { chat: { irc: {} } })],
    [
      'one person who counts by a rule',
      farm([person('ann', 'console')], {
        policy: [rule({ risks: ['destructive'], approvals: approvals({ askerCounts: true }) }), ...policyDefaults],
      }),
    ],
    ['the farm of the example', { ...exampleFarm }],
  ])('but nothing with %s', (_, given) => {
    expect(examinePolicy(given, commands)).toEqual([]);
  });
});
