import { describe, expect, test } from 'vitest';
import { removeSite } from '../../../platforms/nginx/remove-site.ts';
import { site } from '../../../platforms/nginx/site.ts';
import { serversIn, siteText } from '../../../platforms/nginx/site-text.ts';

const text = siteText('gallifrey-dev.dachary.org', 'gallifrey-dev.xivo.vm.farm');
const place = {
  host: 'host01',
  site: 'gallifrey-dev.dachary.org',
  available: '/etc/nginx/sites-available',
  enabled: '/etc/nginx/sites-enabled',
  reload: ['systemctl', 'reload', 'nginx'],
};
const link = '../sites-available/gallifrey-dev.dachary.org';
const args = { ...place, text, link };
const nothing = { file: null, link: null, rivals: [] };

describe("a site file's text", () => {
  test('is the server block of the farm, and reads back', () => {
    expect(text).toContain('server_name gallifrey-dev.dachary.org;');
    expect(serversIn(text)).toMatchObject([
      { names: ['gallifrey-dev.dachary.org'], targets: ['http://gallifrey-dev.xivo.vm.farm'] },
    ]);
  });

  test.each([
    ['several names over lines', 'server { server_name a.org\n  b.org;\n}', ['a.org', 'b.org']],
    ['a comment', '# server_name old.org;\nserver { server_name a.org; # server_name c.org;\n}', ['a.org']],
    ['on one line', 'server{listen 80;server_name a.org;}', ['a.org']],
    ['another directive with the word in it', 'server { server_name_in_redirect on; }', []],
  ])('is read with %s', (_, given, names) => {
    expect(serversIn(given).flatMap((server) => server.names)).toEqual(names);
  });
});

describe('adding a site', () => {
  test.each([
    [
      'nothing is there',
      nothing,
      {
        is: 'todo',
        effect: { commands: [`ln -s ${link} ${place.enabled}/${place.site}`, 'nginx -t', 'systemctl reload nginx'] },
      },
    ],
    ['the very site is there', { ...nothing, file: { text }, link: { link } }, { is: 'done' }],
    ['the file is there and its link is not', { ...nothing, file: { text } }, { is: 'todo', effect: { changes: [] } }],
    [
      'a file says something else',
      { ...nothing, file: { text: 'server {}' } },
      { is: 'blocked', why: /exists and says something else/ },
    ],
    [
      'the link leads elsewhere',
      { ...nothing, file: { text }, link: { link: '/tmp/x' } },
      { is: 'blocked', why: /is something else/ },
    ],
    [
      'another file has its name',
      { ...nothing, rivals: ['default'] },
      { is: 'blocked', why: /^default in .* answers to gallifrey-dev/ },
    ],
  ])('when %s', (_, seen, judged) => {
    const { why, ...rest } = judged as { why?: RegExp };
    const found = site.judge(args, seen, false);
    expect(found).toMatchObject(rest);
    if (why) expect(found).toMatchObject({ why: expect.stringMatching(why) });
  });

  test('is undone only where the text is still the one that was written', () => {
    const receipt = site.receipt.of(args, nothing, { ...nothing, file: { text }, link: { link } }, 7);
    expect(site.undo(args, receipt)).toEqual({ by: [{ action: 'nginx.unsite', args: { ...place, text } }] });
    expect(site.receipt.of(args, { ...nothing, file: { text } }, { ...nothing, file: { text } }, 7)).toBeNull();
  });
});

describe('removing a site', () => {
  test.each([
    ['it is gone', text, { file: null, link: null }, { is: 'done', why: /there is no site/ }],
    ['it is as it was made', text, { file: { text }, link: { link } }, { is: 'todo' }],
    [
      'somebody changed it since',
      text,
      { file: { text: `${text}#` }, link: { link } },
      { is: 'done', why: /changed by somebody since: it is left alone/ },
    ],
    ['any text will do', null, { file: { text: 'by hand' }, link: null }, { is: 'todo' }],
    ['the file is a link', null, { file: { link: '/x' }, link: null }, { is: 'blocked', why: /is a link, not a site/ }],
    [
      'the link is a file',
      null,
      { file: null, link: { text: 'by hand' } },
      { is: 'blocked', why: /is a file, not a link/ },
    ],
  ])('when %s', (_, wanted, seen, { is, ...more }) => {
    const { why } = more as { why?: RegExp };
    const found = removeSite.judge({ ...place, text: wanted }, seen, false);
    expect(found.is).toBe(is);
    if (why) expect(found).toMatchObject({ why: expect.stringMatching(why) });
  });

  test('is undone with the very text and link that were there', () => {
    const before = { file: { text: 'by hand' }, link: { link: '/elsewhere' } };
    const receipt = removeSite.receipt.of({ ...place, text: null }, before, { file: null, link: null }, 7);
    expect(removeSite.undo({ ...place, text: null }, receipt)).toEqual({
      by: [{ action: 'nginx.site', args: { ...place, text: 'by hand', link: '/elsewhere' } }],
    });
  });
});
