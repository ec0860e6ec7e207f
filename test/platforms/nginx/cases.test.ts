import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Nginx, nginxOf } from '../../../platforms/nginx/facts.ts';
import { dumpedFiles } from '../../../platforms/nginx/servers.ts';
import { site } from '../../../platforms/nginx/site.ts';
import { listensLike, siteText } from '../../../platforms/nginx/site-text.ts';

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
    leads: ['skaro.xivo.vm.farm dangles', 'skaro.xivo.vm.farm dangles', 'skaro.xivo.vm.farm breaks'],
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
