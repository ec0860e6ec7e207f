import { webApi } from '@slack/bolt';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Lane } from '../../../adapters/slack/lane.ts';
import { Trouble } from '../../../adapters/slack/trouble.ts';
import { Budget } from '../../../src/bot/budget.ts';

const log = pino({ level: 'silent' });
const fast = { burst: 1000, per_second: 1000 };
const lane = (signal = new AbortController().signal, allowance = fast) =>
  new Lane(new Budget(allowance), log, signal, () => true, new Trouble(log));
const refusal = (error: string) => new webApi.WebAPIPlatformError({ ok: false, error });

test('calls are made one after the other', async () => {
  const one = lane();
  const order: number[] = [];
  const call = (n: number) => async () => {
    await new Promise((resolve) => setTimeout(resolve, n === 1 ? 20 : 0));
    order.push(n);
  };
  await Promise.all([1, 2, 3].map((n) => one.do('it', call(n))));
  expect(order).toEqual([1, 2, 3]);
});

test('one that is put off is made again before what comes after it', async () => {
  const one = lane();
  const order: string[] = [];
  let tries = 0;
  const limited = one.do('it', async () => {
    tries += 1;
    if (tries === 1) throw new webApi.WebAPIRateLimitedError(1);
    order.push('first');
  });
  const began = performance.now();
  await Promise.all([limited, one.do('it', async () => order.push('second'))]);
  expect(order).toEqual(['first', 'second']);
  expect(performance.now() - began).toBeGreaterThanOrEqual(990);
});

test('one that does not get through is made again; one that is refused is not, and what comes after it is made', async () => {
  const one = lane();
  let tries = 0;
  const lost = one.do('it', async () => {
    tries += 1;
    if (tries < 3) throw tries === 1 ? new webApi.WebAPIRequestError(new Error('reset')) : refusal('internal_error');
    return 'said';
  });
  const refused = one.do('a word in C1', () => Promise.reject(refusal('channel_not_found')));
  await expect(refused).rejects.toThrow('Slack refuses a word in C1: channel_not_found');
  expect(await lost).toBe('said');
  expect(await one.do('it', async () => 'next')).toBe('next');
});

test.each(['invalid_auth', 'token_revoked', 'account_inactive', 'org_login_required', 'accesslimited'])(
  'one whose token is refused (%s) waits until it is taken, unless that is all that is asked',
  async (error) => {
    const one = lane();
    let tries = 0;
    const said = one.do('it', async () => {
      tries += 1;
      if (tries < 3) throw refusal(error);
      return 'said';
    });
    expect(await said).toBe('said');
    const once = one.do('auth.test', () => Promise.reject(refusal(error)), { once: true });
    await expect(once).rejects.toThrow(`Slack refuses auth.test: ${error}`);
  },
);

test('what is no answer of Slack’s is no refusal', async () => {
  const one = lane();
  const answers = [
    refusal('<!DOCTYPE html><title>proxy</title>'),
    refusal(''),
    new webApi.WebAPIHTTPError(502, 'bad', {}),
  ];
  expect(
    await one.do('it', async () => {
      const error = answers.shift();
      if (error) throw error;
      return 'said';
    }),
  ).toBe('said');
});

test('what waits when farmhand stops is not made', async () => {
  const stopping = new AbortController();
  const one = lane(stopping.signal);
  const limited = one.do('it', () => Promise.reject(new webApi.WebAPIRateLimitedError(60)));
  const after = one.do('it', async () => 'said');
  setTimeout(() => stopping.abort(), 20);
  await expect(limited).rejects.toThrow(/farmhand has left Slack/);
  await expect(after).rejects.toThrow(/farmhand has left Slack/);
});
