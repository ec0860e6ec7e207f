import { expect, test } from 'vitest';
import { followWeb } from '../../../main/web/follow-web.ts';
import { CurrentFarm } from '../../../src/farm/current-farm.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import { eventually } from '../../support/eventually.ts';

const at = (listen?: string, links = true) =>
  ({ ...(listen !== undefined && { web: { listen, links, url: '' } }) }) as unknown as Farm;

/** Follows from there on; what is done, in order. `busy`: where nobody can listen. */
function following(first: Farm, busy = 'busy') {
  const farm = new CurrentFarm(first);
  const did: string[] = [];
  const open = async ({ listen }: { readonly listen: string }) => {
    if (listen === busy) throw new Error(`${listen} is in use`);
    did.push(`open ${listen}`);
    return { close: async () => void did.push(`close ${listen}`) };
  };
  const log = { error: ({ err }: { readonly err: Error }) => void did.push(err.message) };
  return { farm, did, shown: followWeb(farm, open, log as never) };
}

test('pages go where a farm.yaml that is read anew has them, and are where the last one has them', async () => {
  const { farm, did, shown } = following(at('a'));
  await shown;
  for (const next of [at('b'), at(), at('c')]) farm.replace(next);
  await (await shown).close();
  expect(did).toEqual(['open a', 'close a', 'open c', 'close c']);
});

test('what does not change where they are leaves them there', async () => {
  const { farm, did, shown } = following(at('a'));
  await shown;
  farm.replace(at('a', false));
  await (await shown).close();
  expect(did).toEqual(['open a', 'close a']);
});

test('a place that is taken is said, and the next one tried', async () => {
  const { farm, did, shown } = following(at('a'));
  await shown;
  farm.replace(at('busy'));
  await eventually(() => expect(did).toContain('busy is in use'));
  farm.replace(at('c'));
  await (await shown).close();
  expect(did).toEqual(['open a', 'close a', 'busy is in use', 'open c', 'close c']);
});

test('a place that is taken at the start keeps farmhand from starting', async () => {
  await expect(following(at('busy')).shown).rejects.toThrow('busy is in use');
});

test('pages that farm.yaml has not at first come when it has them', async () => {
  const { farm, did, shown } = following(at());
  await shown;
  farm.replace(at('a'));
  await (await shown).close();
  expect(did).toEqual(['open a', 'close a']);
});
