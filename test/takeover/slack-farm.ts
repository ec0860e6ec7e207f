import { readFile, writeFile } from 'node:fs/promises';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import type { Person } from '../support/slack/person.ts';

/** A sandbox whose owner is this person in Slack, where nothing is held back to spare the network. */
export async function slackFarm(owner: Person): Promise<Sandbox> {
  const sandbox = await createSandbox({ diskSize: 4 * 2 ** 20, login: 'owner' });
  const farm = (await readFile(sandbox.farmFile, 'utf8')).replace(
    '    console: owner\n',
    `    console: owner\n    slack: ${owner.account}\n`,
  );
  await writeFile(sandbox.farmFile, `${farm}chat: {slack: {flood: {burst: 1000, per_second: 1000}}}\n`);
  return sandbox;
}
