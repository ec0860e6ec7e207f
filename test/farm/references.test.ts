import { expect, test } from 'vitest';
import type { Inventory, Reference } from '../../src/farm/inventory.ts';
import { breaking, referencesTo } from '../../src/farm/references.ts';

const rose = { name: 'rose.xivo.vm.farm', addresses: ['10.10.60.9'], own: [] };
const reference = (name: string, without: Reference['without'], by = 'site docs (/etc/nginx/docs:1)'): Reference => ({
  to: { name },
  by,
  without,
});
const inventory = (...references: Reference[]): Inventory => ({ claims: [], references, opaque: [] });

test('an entry that speaks of a VM twice breaks where one of the two does, whichever comes last', () => {
  const both = [reference(rose.name, 'breaks'), reference(rose.name, 'dangles')];
  for (const order of [both, both.toReversed()])
    expect(referencesTo([inventory(...order)], rose)).toEqual([reference(rose.name, 'breaks')]);
});

test('a VM is spoken of by its name without its domain, too', () => {
  const found = referencesTo(
    [inventory(reference('rose', 'breaks', 'a'), reference('rose.example.org', 'breaks', 'b'))],
    rose,
  );
  expect(breaking(found)).toEqual(['a needs rose']);
});
