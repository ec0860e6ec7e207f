import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firewallState } from '../../../platforms/shorewall/inventory.ts';
import { natRules } from '../../../platforms/shorewall/running.ts';
import { forwarded, inTheWay, whyStays, withoutForward } from '../../../platforms/shorewall/texts.ts';
import { caseNames, laidOut, readCase } from './case-folders.ts';
import { wanted } from './files.ts';

const { param, address, port } = wanted;

interface Expected {
  /** Why the port cannot be forwarded. */
  readonly blocked?: RegExp;
  /** Else: the lines, from 1, at which the new ones stand. */
  readonly added?: { readonly rules: number; readonly params: number };
  /** Ports and addresses that somebody has, beside those of the file all have in common. */
  readonly has?: readonly string[];
  /** What is left of skaro's param when skaro goes; undefined: nothing. */
  readonly stays?: string;
  readonly opaque?: readonly RegExp[];
}

const expected: Readonly<Record<string, Expected>> = {
  'port-range': { blocked: /leads to 10\.10\.60\.40 already \(line 6 of rules\)/, has: ['22003-22020', '10.10.60.40'] },
  'literal-public-address': {
    blocked: /leads to 10\.10\.60\.40 port 443 already \(line 5/,
    has: ['22006', '10.10.60.40'],
  },
  'braced-param': { blocked: /leads to 10\.10\.60\.40 port 443 already \(line 4/, has: ['22006'] },
  'redirect-and-macro': {
    blocked: /leads to this host port 22 already \(line 4/,
    has: ['22006', '80', '443', '10.10.60.40'],
  },
  include: { blocked: /leads to 10\.10\.60\.40 port 443 already \(.*rules\.vms:1\)/, has: ['22006', '10.10.60.40'] },
  'perl-block': { added: { rules: 9, params: 4 }, opaque: [/rules:4: which rules its Perl makes/] },
  'if-comment-continuation': { added: { rules: 12, params: 5 }, has: ['22009'], stays: 'rules:10' },
  'drop-later': { added: { rules: 5, params: 4 }, has: ['22002'] },
  'shell-if': { added: { rules: 5, params: 3 }, has: ['10.10.60.9'] },
  'used-in-params': { added: { rules: 5, params: 4 }, stays: 'params:4' },
  'dot-file': {
    blocked: /^VM_GALLIFREY_DEV_XIVO is 10\.10\.60\.66 in .*vms:2, not 10\.10\.60\.6$/,
    has: ['10.10.60.66'],
    stays: 'vms:1',
  },
  command: { added: { rules: 5, params: 4 }, has: ['10.10.60.6', '10.10.60.7'] },
  'used-elsewhere': { added: { rules: 5, params: 4 }, stays: 'snat:2' },
  function: { added: { rules: 5, params: 3 }, has: ['10.10.60.5'] },
  'read-on-a-line': {
    added: { rules: 3, params: 7 },
    has: ['10.10.60.9', '10.10.60.10', '10.10.60.11', '10.10.60.12'],
  },
  'set-in-rules': { added: { rules: 5, params: 4 }, has: ['22077', '10.10.60.9'] },
  'let-in': { added: { rules: 6, params: 4 }, has: ['22006', '8022', '2222'] },
  services: { blocked: /leads to 10\.10\.60\.40 already \(line 2 of rules\)/, has: ['465', '22006'] },
};

let root: string;
beforeAll(() => {
  root = laidOut();
});
afterAll(() => rmSync(root, { recursive: true }));

const read = (name: string) => readCase(join(root, name));
const lines = (text: string) => text.split('\n');
const lineOf = (text: string, mark: string) => lines(text).findIndex((line) => line.includes(mark)) + 1;

test('every folder has its right value here', () => {
  expect(Object.keys(expected).sort()).toEqual(caseNames);
});

describe.each(Object.entries(expected))('%s', (name, { blocked, added, has = [], stays, opaque = [] }) => {
  test('says who has what, and what it cannot tell', () => {
    const { claims, opaque: found } = read(name).state.inventory;
    const owned = claims.map(({ thing }) =>
      'first' in thing ? (thing.first === thing.last ? String(thing.first) : `${thing.first}-${thing.last}`) : '',
    );
    expect(owned).toEqual(expect.arrayContaining([...has]));
    const unsure = found.filter((one) => !one.includes('cannot be asked'));
    expect(unsure).toEqual(opaque.map((one) => expect.stringMatching(one)));
  });

  test('takes the forward where it belongs, or says why not, and gives the same bytes back', () => {
    const { wall, texts } = read(name);
    const problem = inTheWay(wanted, texts, wall);
    if (blocked) expect(problem).toMatch(blocked);
    else {
      expect(problem).toBeUndefined();
      const after = forwarded(wanted, texts, wall);
      expect({ rules: lineOf(after.rules, `$${param}`), params: lineOf(after.params, param) }).toEqual(added);
      expect(lines(after.rules)).toHaveLength(lines(texts.rules).length + 1);
      expect(withoutForward({ param, address, port }, after, wall)).toEqual(texts);
      expect(withoutForward({ param }, after, wall)).toEqual(texts);
    }
  });

  test("keeps the param of a VM that goes where something else uses it, and every other VM's", () => {
    const { wall, texts } = read(name);
    const after = withoutForward({ param: 'VM_SKARO_XIVO' }, texts, wall);
    const kept = whyStays('VM_SKARO_XIVO', after, wall);
    if (stays) expect(kept).toContain(stays);
    else expect(after.params).not.toMatch(/VM_SKARO_XIVO=/);
    const others = wall.params.filter((one) => one.name !== 'VM_SKARO_XIVO' && one.file === wall.paramsPath);
    for (const other of others) expect(after.params).toContain(`${other.name}=`);
  });
});

test('a param that shares its line with another goes alone', () => {
  const { wall, texts } = read('command');
  const { params } = withoutForward({ param: 'VM_GALLIFREY_XIVO' }, texts, wall);
  expect(lines(params).slice(1)).toEqual([lines(texts.params)[1], 'VM_OTHER_XIVO=10.10.60.7#x', '']);
});

test('where the running rules can be asked, they tell what a script made', () => {
  const { wall } = read('perl-block');
  const kernel = natRules(`-A PREROUTING -i eth0 -j net_dnat
-A net_dnat -d 10.0.2.15/32 -p tcp -m tcp --dport 22006 -j DNAT --to-destination 10.10.60.40:443
`);
  const { inventory } = firewallState(wall, kernel, '$IP_FAILOVER');
  expect(inventory.opaque).toEqual([]);
  expect(inventory.claims).toContainEqual(
    expect.objectContaining({
      thing: { kind: 'port', first: 22006, last: 22006 },
      by: expect.stringContaining('running'),
    }),
  );
});
