import { expect, test } from 'vitest';
import { nginxOf } from '../../../platforms/nginx/facts.ts';
import { combined } from '../../../platforms/nginx/logs.ts';

/** What is known of the logs of the site `one`, beside another, where nginx shows all it loads. */
function logs(one: string, { http = '', two = 'access_log /var/log/nginx/two.log;' } = {}) {
  const sites = { one: `server { server_name one; ${one} }`, two: `server { server_name two; ${two} }` };
  const found = new Map(Object.entries(sites).map(([name, text]) => [`/n/e/${name}`, text]));
  const dumped = new Map([['/n/nginx.conf', `http { ${http} include /n/e/*; }`], ...found]);
  return nginxOf({ available: '/n/a', enabled: '/n/e', found, included: new Map(), dumped }).state.logs?.get('one');
}

test.each([
  ['its own', 'access_log /l/one.log;', {}, [{ path: '/l/one.log', format: combined }]],
  [
    'its own, buffered',
    'access_log /l/one.log combined buffer=32k flush=5s;',
    {},
    [{ path: '/l/one.log', format: combined }],
  ],
  [
    'its own in a format of the whole',
    'access_log /l/one.log main;',
    { http: `log_format main escape=json '$time_iso8601 ' '$request';` },
    [{ path: '/l/one.log', format: '$time_iso8601 $request' }],
  ],
  [
    'its own and one of a location; a location without one changes nothing',
    'access_log /l/one.log; location /a { access_log /l/a.log; } location /favicon.ico { access_log off; }',
    { http: 'access_log /l/all.log;' },
    [
      { path: '/l/one.log', format: combined },
      { path: '/l/a.log', format: combined },
    ],
  ],
])('a log is known: %s', (_, text, around, known) => {
  expect(logs(text, around)).toEqual({ known });
});

test.each([
  ['none', '', {}, 'its site names no log'],
  ['one that is turned off', 'access_log off;', {}, 'its site names no log'],
  [
    'that of the whole, where others have it too',
    '',
    { http: 'access_log /l/all.log;', two: '' },
    "its log /l/all.log is other sites' too",
  ],
  [
    'one that another site names',
    'access_log /l/x.log;',
    { two: 'access_log /l/x.log;' },
    "its log /l/x.log is other sites' too",
  ],
  ['a format that is nowhere', 'access_log /l/x.log main;', {}, 'the log_format main of /l/x.log is not known'],
  ['a file a visitor chooses', 'access_log /l/$host.log;', {}, 'its log /l/$host.log is no single file'],
  ['syslog', 'access_log syslog:server=10.0.0.1 combined;', {}, 'its log syslog:server=10.0.0.1 is no single file'],
  [
    'one of some requests',
    'access_log /l/x.log combined if=$loggable;',
    {},
    'its log /l/x.log does not have every request',
  ],
  ['a compressed one', 'access_log /l/x.gz combined gzip flush=5m;', {}, 'its log /l/x.gz is compressed'],
])('a log is not known: %s', (_, text, around, unknown) => {
  expect(logs(text, around)).toEqual({ unknown });
});
