import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Nginx, nginxOf } from '../../../platforms/nginx/facts.ts';
import { listenWords } from '../../../platforms/nginx/listen.ts';
import { configurationOf, dumpedFiles } from '../../../platforms/nginx/servers.ts';
import { site } from '../../../platforms/nginx/site.ts';
import { listensLike, serversIn, siteText } from '../../../platforms/nginx/site-text.ts';

/** Sites as people write them. */
const cases = new URL('./cases/', import.meta.url);
const available = '/etc/nginx/sites-available';
const enabled = '/etc/nginx/sites-enabled';
const snippet = '/etc/nginx/snippets/gallifrey-names.conf';
const included = 'server_name gallifrey.dachary.org www.gallifrey.dachary.org;\n';

/** What is read of one file that is available and enabled: by its text, or as nginx shows it. */
function read(name: string, shown: boolean): Nginx {
  const text = readFileSync(new URL(name, cases), 'utf8');
  const main = `events { }\nhttp {\n include ${enabled}/*;\n}\n`;
  const dump = `# configuration file /etc/nginx/nginx.conf:\n${main}\n# configuration file ${enabled}/it:\n${text}\n# configuration file ${snippet}:\n${included}\n`;
  return nginxOf({
    available,
    enabled,
    found: new Map([
      [`${available}/it`, text],
      [`${enabled}/it`, ''],
    ]),
    included: shown ? new Map() : new Map([[snippet, included]]),
    dumped: dumpedFiles(shown ? dump : ''),
  });
}

/** What adding a site to it would be. */
function adding(nginx: Nginx, name: string, listens = ['80']) {
  const args = site.args.parse({
    host: 'host01',
    site: name,
    available,
    enabled,
    reload: ['systemctl', 'reload', 'nginx'],
    text: siteText(name, 'gallifrey-dev.xivo.vm.farm', listens),
    link: `../sites-available/${name}`,
  });
  return site.judge(args, site.see(args, { file: null, link: null, nginx, asked: { answer: 'unknown' } }), true);
}

const dev = 'gallifrey-dev.dachary.org';

interface Expected {
  readonly names: readonly string[];
  readonly targets: readonly string[];
  readonly listens: readonly string[];
  /** Names something in it leads to, each with what becomes of it without. */
  readonly leads?: readonly string[];
}

const expected: Readonly<Record<string, Expected>> = {
  'address-listen': {
    names: ['gallifrey.dachary.org'],
    targets: ['http://gallifrey.xivo.vm.farm'],
    listens: ['203.0.113.5:80'],
    leads: ['gallifrey.xivo.vm.farm breaks'],
  },
  include: {
    names: ['gallifrey.dachary.org', 'www.gallifrey.dachary.org'],
    targets: ['http://gallifrey.xivo.vm.farm'],
    listens: ['80'],
    leads: ['gallifrey.xivo.vm.farm breaks'],
  },
  'ipv6-target': {
    names: ['gallifrey.dachary.org'],
    targets: ['http://[2001:db8:10:60:0::5]/', 'http://[2001:DB8:10:60::5]:8080'],
    listens: ['80', '[::]:80'],
    leads: ['2001:db8:10:60::5 dangles', '2001:db8:10:60:0::5 dangles'],
  },
  'long-name': {
    names: ['gallifrey-release-candidate-testing.dachary.org'],
    targets: [],
    listens: ['80'],
  },
  'names-and-upstream': {
    names: ['gallifrey.dachary.org', 'www.gallifrey.dachary.org', 'h.dachary.org'],
    targets: ['http://gallifrey.xivo.vm.farm:80'],
    listens: ['80', '[::]:80'],
    leads: ['gallifrey.xivo.vm.farm breaks'],
  },
  'redirect-pair': {
    names: ['skaro.dachary.org'],
    targets: ['http://skaro.xivo.vm.farm', 'http://skaro.xivo.vm.farm:8080/'],
    listens: ['80'],
    leads: ['skaro.xivo.vm.farm dangles', 'skaro.xivo.vm.farm breaks'],
  },
  'second-site-same-vm': {
    names: ['docs.dachary.org'],
    targets: ['http://gallifrey-dev.xivo.vm.farm'],
    listens: ['80'],
    leads: ['gallifrey-dev.xivo.vm.farm breaks'],
  },
  wildcard: { names: [], targets: ['http://127.0.0.1:8080'], listens: ['80'], leads: ['127.0.0.1 dangles'] },
};

test('every site has its right value here', () => {
  expect(Object.keys(expected).sort()).toEqual(readdirSync(cases).sort());
});

describe.each([
  ['as nginx shows it', true],
  ['by its text', false],
])('a site read %s', (_, shown) => {
  test.each(Object.entries(expected))('%s', (name, { names, targets, listens, leads = [] }) => {
    const { state } = read(name, shown);
    expect(state.sites).toEqual([{ file: 'it', names, targets, enabled: true }]);
    expect(state.listens?.get('it')).toEqual(listens);
    const { claims, references } = state.inventory;
    expect(claims.map(({ thing, entry }) => [thing, entry])).toEqual(
      expect.arrayContaining(names.map((one) => [{ kind: 'site', name: one }, 'it'])),
    );
    expect(references.map(({ to, without }) => `${Object.values(to)[0]} ${without}`)).toEqual(leads);
  });
});

/** Hosts that something in a configuration leads to, each with what becomes of nginx without. */
function leads(text: string, around = '', more: Readonly<Record<string, string>> = {}): readonly string[] {
  const files = { '/etc/nginx/nginx.conf': `events { }\nhttp {\n${around}\n include ${enabled}/*;\n}`, ...more };
  const dump = Object.entries({ ...files, [`${enabled}/it`]: text })
    .map(([path, words]) => `# configuration file ${path}:\n${words}\n\n`)
    .join('');
  const { state } = nginxOf({ available, enabled, found: new Map(), included: new Map(), dumped: dumpedFiles(dump) });
  return state.inventory.references.map(({ to, without }) => `${Object.values(to)[0]} ${without}`);
}

describe('what leads to a host is known wherever it stands', () => {
  test.each([
    ['set_real_ip_from rose.farm;', ['rose.farm breaks']],
    ['resolver rose.farm:53 192.0.2.1 valid=30s;', ['rose.farm breaks', '192.0.2.1 dangles']],
    ['access_log syslog:server=rose.farm:514,tag=x main;', ['rose.farm breaks']],
    ['error_log syslog:server=rose.farm;', ['rose.farm breaks']],
    ['listen rose.farm:8080; listen 192.0.2.1:80; listen [::1]:80;', ['rose.farm breaks']],
    ['location / { proxy_pass http://rose:8080/; }', ['rose breaks']],
    ['location / { proxy_pass http://localhost:8080/; fastcgi_pass unix:/run/php.sock; }', []],
    ['location / { return 302 http://rose.farm/; }', ['rose.farm dangles']],
    ['location / { rewrite ^ http://rose.farm/x permanent; }', ['rose.farm dangles']],
    ['location / { allow 10.10.60.5; deny all; }', ['10.10.60.5 dangles']],
    ['location / { proxy_set_header Host rose.farm; }', ['rose.farm dangles']],
    ['server_name rose.farm; root /srv/rose.farm;', []],
  ])('%s', (directives, found) => {
    expect(leads(`server { ${directives} }`)).toEqual(found);
  });

  test('in a map, which may be in another file, and by what it makes', () => {
    const map = 'map $host $behind { hostnames; default 127.0.0.1; include maps/vms; }';
    const files = { '/etc/nginx/maps/vms': 'rose.org rose.farm:8080;\n' };
    const text = 'server { server_name rose.org; location / { proxy_pass http://$behind; } }';
    expect(leads(text, map, files)).toEqual(['127.0.0.1 dangles', 'rose.farm dangles']);
    const [server] = configurationOf(
      new Map([['/it', map.replace('include maps/vms', 'a b') + text]]),
      ['/it'],
      '/',
    ).servers;
    expect(server?.targets).toEqual(['http://127.0.0.1', 'http://b']);
  });

  test('in what tells visitors apart', () => {
    expect(leads('geo $vm { default 0; 10.10.60.5 1; }')).toEqual(['10.10.60.5 dangles']);
    expect(leads('split_clients $request_id $to { 50% rose.farm; * 127.0.0.1; }')).toContain('rose.farm dangles');
  });

  test('behind an upstream that a variable follows', () => {
    const text = 'upstream Rose { server rose.farm; } server { location / { proxy_pass https://rose$request_uri; } }';
    expect(serversIn(text)[0]?.targets).toEqual(['https://rose.farm$request_uri']);
    expect(leads(text)).toEqual(['rose.farm breaks']);
  });
});

test.each([
  ['80', ['80']],
  ['0.0.0.0:80', ['80']],
  ['*:8080', ['8080']],
  ['[::0]:80', ['[::]:80']],
  ['[::]:80 ipv6only=off', ['80', '[::]:80']],
  ['127.0.0.1', ['127.0.0.1:80']],
  ['[2001:DB8::5]', ['[2001:db8::5]:80']],
  ['8000-8002', ['8000', '8001', '8002']],
  ['localhost:81', ['localhost:81']],
])('a site that has listen %s is found at %j', (written, listens) => {
  expect(serversIn(`server { listen ${written}; }`)[0]?.listens.map(listenWords)).toEqual(listens);
});

describe('a site is added', () => {
  test('where its source listens', () => {
    const nginx = read('address-listen', true);
    const listens = listensLike(nginx.state, ['gallifrey.dachary.org']);
    expect(listens).toEqual(['203.0.113.5:80']);
    expect(adding(nginx, dev, [...listens])).toMatchObject({ is: 'todo' });
  });

  test('and never where nobody would find it', () => {
    expect(adding(read('address-listen', true), dev)).toEqual({
      is: 'blocked',
      why: `${dev} would never be asked for: the other sites listen on an address (${enabled}/it:2), and it on any`,
    });
  });

  test('on IPv6 too where its source does', () => {
    const listens = listensLike(read('names-and-upstream', true).state, ['www.gallifrey.dachary.org']);
    expect(siteText(dev, 'x.farm', listens)).toContain('{\n listen 80;\n listen [::]:80;\n server_name');
  });

  test.each([
    ['beside a pattern that fits its name', 'wildcard'],
    ['beside one that speaks of it in a comment and in a header', 'redirect-pair'],
    ['beside another site of the same VM', 'second-site-same-vm'],
  ])('%s', (_, name) => {
    expect(adding(read(name, true), dev)).toMatchObject({ is: 'todo' });
  });

  test.each(['GALLIFREY-DEV.dachary.org', `"${dev}"`, `.${dev}`, `a.org\n  ${dev} b.org`])(
    'not beside one that has its name, written %s',
    (written) => {
      const text = `server { listen 80; server_name ${written}; }`;
      const found = new Map([[`${enabled}/other`, text]]);
      const nginx = nginxOf({ available, enabled, found, included: new Map(), dumped: new Map() });
      expect(adding(nginx, dev)).toMatchObject({ is: 'blocked', why: expect.stringContaining('answers to') });
    },
  );

  test('not with a name that is too long for nginx, which is known before anything is changed', () => {
    const long = 'gallifrey-release-candidate-testing.dachary.org';
    expect(adding(read('wildcard', true), long)).toEqual({
      is: 'blocked',
      why: `${long} has 47 characters, and nginx on host01 takes names of up to 46: set server_names_hash_bucket_size to 128 in its http block, or choose a shorter name`,
    });
    const wider = dumpedFiles('# configuration file /n.conf:\nhttp { server_names_hash_bucket_size 128; }\n\n');
    const nginx = nginxOf({ available, enabled, found: new Map(), included: new Map(), dumped: wider });
    expect(adding(nginx, long)).toMatchObject({ is: 'todo' });
  });

  test('not where nginx would load nothing as its files are now', () => {
    const nginx = {
      ...read('wildcard', true),
      refuses: 'host not found in upstream "x.farm" in /etc/nginx/sites-enabled/x:3',
    };
    expect(adding(nginx, dev)).toMatchObject({
      is: 'blocked',
      why: expect.stringContaining('host not found in upstream'),
    });
  });
});
