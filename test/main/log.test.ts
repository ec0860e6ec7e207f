import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { openLog } from '../../src/main/log.ts';

function logged(isTTY: boolean): readonly string[] {
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
  const log = openLog(to, (text) => text.replaceAll('hunter2', '***'), {});
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
