import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { keaConfig, netOf, plainMac } from '../../../platforms/kea/config.ts';
import { member, missingIn, parseKea, said, type Value } from '../../../platforms/kea/syntax.ts';
import { anyText } from '../../support/any-text.ts';

/** A value as JSON would have it. */
function plain(value: Value): unknown {
  if (value.kind === 'object') return Object.fromEntries(value.entries.map((one) => [one.key?.text, plain(one.value)]));
  if (value.kind === 'list') return value.entries.map((one) => plain(one.value));
  return value.kind === 'word' ? JSON.parse(value.text) : value.text;
}

test('comments of all three kinds are none of it, in strings they are no comments', () => {
  const text = '# a {\n{ // b {\n "x": /* c\n { */ "# // /*", "y": [1,-2.5e3,true,null,], }\n// "end"';
  expect(plain(parseKea(text, '/k'))).toEqual({ x: '# // /*', y: [1, -2500, true, null] });
});

test('any JSON is read as JSON is, at the places where its strings stand', () => {
  fc.assert(
    fc.property(
      fc.dictionary(anyText(), fc.jsonValue({ depthSize: 'small' })),
      fc.constantFrom(0, 1, 3),
      (value, space) => {
        const text = JSON.stringify(value, null, space);
        // A name is a name once, as in JSON.
        expect(JSON.stringify(plain(parseKea(text, '/k')))).toBe(JSON.stringify(JSON.parse(text)));
      },
    ),
  );
});

test('whatever is given, it is read or refused with a line', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '/*',
    '*/',
    '//',
    '#',
    '<?include "/a"?>',
    '\n',
    ' ',
    'x',
    '"a"',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        anyText(),
        fc.array(piece).map((all) => all.join('')),
      ),
      (text) => {
        try {
          parseKea(text, '/k', () => '{ [ "b"');
        } catch (error) {
          expect(String(error)).toMatch(/^(Unreadable|Error: \/a:\d+)/);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  ['', 1, 'there is nothing in it'],
  ['[]', 1, 'a configuration of Kea begins with {'],
  ['{\n"a": "b\n"}', 2, 'a quoted string is not closed'],
  ['{\n/* "a" }', 2, 'a comment is not closed'],
  ['{ "a": [\n1 }', 2, 'a comma is missing before }'],
  ['{ "a": 1\n"b": 2 }', 2, 'a comma is missing before "b"'],
  ['{ "a" 1 }', 1, 'there is no : after "a"'],
  ['{ a: 1 }', 1, 'a name in quotes is wanted here, not a'],
  ['{ "a": , }', 1, 'there is no value before this ,'],
  ['{\n"a": {', 2, 'this { is not closed'],
  ['{}\n}', 2, 'there is something after the last }'],
  ['{ <? incl "x" ?> }', 1, 'this is no <?include "file"?>'],
  [`{ "a": ${'['.repeat(500)}`, 1, 'this is more than 200 braces deep'],
])('%j is refused: line %i', (text, line, message) => {
  expect(() => parseKea(text, '/k')).toThrow(expect.objectContaining({ line, message }));
});

test('what is included is read in its place, one file in another; what cannot be read leaves a hole', () => {
  const files: Readonly<Record<string, string>> = {
    '/a': '"b": 1, <?include "c"?>',
    '/c': '"d": [ 2 ],',
    '/loop': '{ "l": <?include "/loop"?> }',
  };
  const read = (text: string) => parseKea(text, '/k', (path) => files[path]);
  expect(plain(read('{ "z": 0, <?include "/a"?> "e": 3 }'))).toEqual({ z: 0, b: 1, d: [2], e: 3 });
  const holes = read('{ <?include "/none"?> "e": <? include "/loop" ?> }');
  expect(missingIn(holes).map(({ text, file, line }) => [text, file, line])).toEqual([
    ['/none', '/k', 1],
    ['/loop', '/loop', 1],
  ]);
  expect(() => parseKea('{ "a": <?include "/a"?> }', '/k', () => '\n{ "x" 1 }')).toThrow(
    '/a:2: there is no : after "x"',
  );
  const wide = (path: string) => (path.length < 9 ? `<?include "${path}a"?> <?include "${path}b"?>`.repeat(4) : '');
  expect(() => parseKea('{ <?include "/x"?> }', '/k', wide)).toThrow('more than 1000 files are included');
});

test('a reservation, whatever it is told apart by, with its place', () => {
  const text = `{ "Dhcp4": { "reservations": [ { "duid": "01:02", "hostname": "Global.Farm." } ],
    "shared-networks": [ { "subnet4": [ { "id": 3, "subnet": "10.1.0.9/16", "reservations": [
      { "hw-address": "0x5254AABBCC01", "ip-address": "10.1.0.1" }, <?include "/more"?> ] } ] } ] } }`;
  const config = keaConfig(text, '/k', (path) => (path === '/more' ? '\n{ "client-id": "01:aa" }' : undefined));
  expect(config.reservations.map(({ name, mac, address, line, file }) => ({ name, mac, address, line, file }))).toEqual(
    [
      { name: 'global.farm', line: 1, file: '/k' },
      { name: '10.1.0.1', mac: '52:54:aa:bb:cc:01', address: '10.1.0.1', line: 3, file: '/k' },
      { name: '01:aa', line: 2, file: '/more' },
    ],
  );
  expect(config.holders.map(({ id, network }) => [id, network?.first])).toEqual([
    [undefined, undefined],
    [3, 10 * 2 ** 24 + 2 ** 16],
  ]);
  expect(() => keaConfig('{ "Dhcp6": {} }', '/k')).toThrow('/k has no "Dhcp4": { … }');
  expect(() => keaConfig('{ "Dhcp4":\n <?include "/x"?> }', '/k')).toThrow(
    'it includes /x (line 2), which cannot be read',
  );
  expect(said(member(config.dhcp, 'nothing'), 'x')).toBeUndefined();
});

test.each([
  ['1:2:A:bb:cc:dd', '01:02:0a:bb:cc:dd'],
  ['52 54 00 00 00 01', '52:54:00:00:00:01'],
  ['525400000001', '52:54:00:00:00:01'],
  ['0x525400000001', '52:54:00:00:00:01'],
])('the MAC %s is %s', (text, mac) => expect(plainMac(text)).toBe(mac));

test('prefixes and ranges of pools', () => {
  expect(netOf('10.0.0.5/30')).toMatchObject({ first: 167772164, last: 167772167 });
  expect(netOf('10.0.0.1 - 10.0.0.9')).toMatchObject({ first: 167772161, last: 167772169 });
  for (const bad of ['', '10.0.0.0', '10.0.0.0/33', '10.0.0.9-10.0.0.1', '10.0.0/8', 'x'])
    expect(netOf(bad)).toBeUndefined();
});
