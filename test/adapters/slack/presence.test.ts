import { expect, test } from 'vitest';
import { until } from '../../support/daemon.ts';
import { startSlack } from '../../support/slack/slack.ts';
import { house } from './house.ts';

test('a farmhand that has lost Slack says that it connects, and is not taken for one that hears', async () => {
  const slack = await startSlack();
  const home = await house(slack, { people: {} });
  try {
    const presence = () => home.farmhand().presence();
    expect(presence()).toEqual([{ platform: 'slack', is: 'connected' }]);
    await slack.close();
    await until('it to notice', async () => presence()[0]?.is === 'connecting');
  } finally {
    await home.close();
  }
});
