import { describe, expect, test } from 'vitest';
import { instanceThing, isFree, isInstance, isMinted, isThis, isThisOn } from '../../../platforms/ganeti/identity.ts';
import type { GanetiInstance } from '../../../platforms/ganeti/rows.ts';

const named = { host: 'host01', instance: 'gallifrey-dev.xivo.vm.farm' };
const uuid = '8be85a09-216d-439b-be54-e42aa5066926';
const other = 'a74e25a9-568d-479d-9413-fc000d2796f8';
const mac = '52:54:86:b3:3f:10';

function instance(more: Partial<GanetiInstance> = {}): GanetiInstance {
  return {
    ...{ name: named.instance, uuid, status: 'running', node: 'host01.farm', memory: 0, macs: [mac], disks: [] },
    ...{ secondaries: [], template: 'plain' },
    ...more,
  };
}

describe('whose an instance’s name is', () => {
  const another = `${named.instance} is another instance now, made since: it is left alone`;
  test.each([
    ['the one meant has it', isThis(named, uuid), [instance()], null],
    ['the one meant is on the node meant', isThisOn(named, uuid, 'host01.farm'), [instance()], null],
    [
      'the one meant is on another node',
      isThisOn(named, uuid, 'host01.farm'),
      [instance({ node: 'host02.farm' })],
      `${named.instance} is on the node host02.farm now, and this would be done on host01.farm: ask for it again`,
    ],
    ['another has it', isThis(named, uuid), [instance({ uuid: other })], another],
    [
      'the one meant has another name now',
      isThis(named, uuid),
      [instance({ name: 'dev.xivo.vm.farm' })],
      `there is no ${named.instance} in the cluster of host01 any more`,
    ],
    ['nobody may have it, and nobody has', isFree(named), [instance({ name: 'dev.xivo.vm.farm' })], null],
    [
      'nobody may have it, and somebody has',
      isFree(named),
      [instance()],
      `there is an instance ${named.instance} in the cluster of host01`,
    ],
    ['the one of the plan’s own MAC has it', isMinted(named, mac), [instance()], null],
    ['it is not made yet', isMinted(named, mac), [], null],
    ['another has it that was made meanwhile', isMinted(named, mac), [instance({ macs: [] })], another],
  ])('%s', (_, { args }, instances, why) => {
    const found = instances.find(({ name }) => name === named.instance);
    expect(isInstance.see(isInstance.args.parse(args), { instances })).toEqual({
      why,
      found: found ? `instance ${found.uuid}` : null,
    });
  });
});

test('an instance that was made is told by its uuid, one that was not by nothing having its name', () => {
  expect(instanceThing(named, { uuid })).toEqual({
    id: `instance ${uuid}`,
    name: named.instance,
    there: isThis(named, uuid),
    gone: isFree(named),
  });
  expect(instanceThing(named, null)).toMatchObject({ id: null, there: isFree(named) });
});
