import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { openLog } from '../../main/log.ts';
import { redactor } from '../../src/bot/secrets.ts';

function open(isTTY: boolean, redact: (text: string) => string) {
  const lines: string[] = [];
  const to = Object.assign(
    new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    }),
    { isTTY },
  );
  return { log: openLog(to, redact, {}), lines };
}

function logged(isTTY: boolean): readonly string[] {
  const { log, lines } = open(isTTY, (text) => text.replaceAll('hunter2', '***'));
  log.error({ err: new Error('the disk is full of hunter2') }, 'the sweep stopped');
  log.info({ platforms: ['irc'] }, 'ready');
  log.debug('not said');
  return lines;
}

test('the log is lines of JSON without secrets, with where an error comes from', () => {
  const [error = '', ready = '', ...more] = logged(false).map((line) => JSON.parse(line));
  expect(error).toMatchObject({ level: 50, msg: 'the sweep stopped', err: { message: 'the disk is full of ***' } });
  expect(error.err.stack).toContain('log.test.ts');
  expect(ready).toMatchObject({ level: 30, msg: 'ready', platforms: ['irc'] });
  expect(more).toEqual([]);
});

test('on a terminal it is lines of text, an error in one of them', () => {
  const [error = '', ready = ''] = logged(true);
  expect(error).toMatch(/^\d\d:\d\d:\d\d the sweep stopped: the disk is full of \*\*\*\n$/);
  expect(ready).toMatch(/^\d\d:\d\d:\d\d ready: platforms \["irc"\]\n$/);
});

test.each([
  ['quotes and backslashes', 'pa"ss\\wo\nrd'],
  ['what JSON escapes only at times', 'pässwörd\u2028\u0001'],
  ['digits alone', '8675309001'],
])('a secret with %s does not stay in the log, wherever it is', (_what, secret) => {
  for (const isTTY of [false, true]) {
    const { log, lines } = open(isTTY, redactor({ IRC_PASSWORD: secret }));
    const url = `https://u:${encodeURIComponent(secret)}@h/`;
    const number = Number(secret) || 0;
    log.error(
      {
        err: new Error(`no ${secret}!`),
        deep: { list: [secret, { [secret]: 1 }] },
        json: JSON.stringify({ secret }),
        number,
      },
      `said ${secret}`,
    );
    log.warn({ url, basic: Buffer.from(`user:${secret}:x`).toString('base64') }, 'tried');
    const text = lines.join('');
    const spelt = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
    for (const spelling of spelt) expect(text).not.toContain(spelling);
    expect(text).not.toContain(Buffer.from(`user:${secret}:x`).toString('base64'));
    expect(text).toContain('[IRC_PASSWORD]');
    if (!isTTY) for (const line of lines) expect(JSON.parse(line)).toMatchObject({ time: expect.any(String) });
  }
});

test('one secret in two values does not take away what stands between them', () => {
  const { log, lines } = open(false, redactor({}));
  log.info({ one: 'see redis://user:foo', two: 'and me@example.org' }, 'both');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ one: 'see redis://user:foo', two: 'and me@example.org' });
});

test('a terminal is given nothing it would act on, and shows what it was', () => {
  const { log, lines } = open(true, (text) => text);
  log.error({ err: new Error('\u001b[2Jgone\u0007\n12:00:00 forged'), nick: '\u009bx\u202e' }, 'a\rb\u200b');
  expect(lines).toEqual([
    expect.stringMatching(
      /^\d\d:\d\d:\d\d a\\u000db\\u200b: \\u001b\[2Jgone\\u0007\\n12:00:00 forged: nick "\\u009bx\\u202e"\n$/,
    ),
  ]);
});
