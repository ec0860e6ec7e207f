import { expect, test } from 'vitest';
import { platforms } from '../../platforms/index.ts';
import { parseFarm } from '../../platforms/load-farm.ts';
import { sampleOf } from '../../src/doctor/sample.ts';
import { rulesOf } from '../../src/doctor/sudoers.ts';
import { exampleFarm, spreadText } from '../farm/farms.ts';

test.each([
  ['^-u$', '-u'],
  ['^(status|check)$', 'status'],
  ['^--(add|del)tag farmhand[A-Za-z0-9+_.-]* -- all/[a-z]+$', '--addtag farmhandA -- all/a'],
  ['^-m [0-7]{3} (-o [0-9]+ )?-T$', '-m 000 -T'],
  ['^a\\.b([^ ]| [^-])+$', 'a.bx'],
])('of %s it is %j', (expression, sample) => {
  expect(sampleOf(expression)).toBe(sample);
});

test('every rule has a sample that it matches', () => {
  for (const farm of [exampleFarm, parseFarm(spreadText, 'farm.yaml')])
    for (const host of farm.hosts.values())
      for (const rule of rulesOf(farm, host, platforms)) {
        const args = rule.slice(rule.indexOf(' ') + 1);
        expect([args, new RegExp(args).test(sampleOf(args))]).toEqual([args, true]);
      }
});
