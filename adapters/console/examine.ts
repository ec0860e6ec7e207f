import type { Finding } from '../../src/farm/finding.ts';

/** Where farm.yaml has a block for no chat, there is the terminal, and nothing it needs. */
export async function examine(): Promise<readonly Finding[]> {
  return [{ is: 'ok', about: 'chat', says: 'farm.yaml has no chat: farmhand start speaks on the terminal only' }];
}
