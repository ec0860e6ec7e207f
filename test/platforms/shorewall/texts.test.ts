import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withRule } from '../../../platforms/shorewall/edit-rules.ts';
import { paramsOf, paramValue, withoutParam, withParam } from '../../../platforms/shorewall/params.ts';
import { forwards } from '../../../platforms/shorewall/port-forwards.ts';
import { dnatRules } from '../../../platforms/shorewall/rules.ts';
import { forwarded, inTheWay, patchesOf, restored, withoutForward } from '../../../platforms/shorewall/texts.ts';
import { isRule, rivalRule } from '../../../platforms/shorewall/wanted-rule.ts';
import { paramLine, params, ruleLine, rules, wanted } from './files.ts';

describe('a param', () => {
  test.each([
    ['after the last of its family', params, `${params}${paramLine}\n`],
    [
      'before what follows its family',
      `VM_SKARO_XIVO=10.10.60.2\nIP_FAILOVER=10.0.2.15\n`,
      `VM_SKARO_XIVO=10.10.60.2\n${paramLine}\nIP_FAILOVER=10.0.2.15\n`,
    ],
    ['at the end where it has no family', 'IP_FAILOVER=10.0.2.15\n', `IP_FAILOVER=10.0.2.15\n${paramLine}\n`],
    ['into an empty file', '', `${paramLine}\n`],
    ['to a file that does not end its last line', 'VM_SKARO_XIVO=1', `VM_SKARO_XIVO=1\n${paramLine}`],
    ['not inside an ?IF', 'VM_A=1\n?IF $X\nVM_B=2\n?ENDIF\n', `VM_A=1\n${paramLine}\n?IF $X\nVM_B=2\n?ENDIF\n`],
  ])('is put %s', (_, before, after) => {
    expect(withParam(before, wanted.param, wanted.address)).toBe(after);
  });

  test.each([
    ['plain', 'VM_X=10.10.60.6', '10.10.60.6'],
    ['in quotes', `VM_X="10.10.60.6"`, '10.10.60.6'],
    ['with a comment', 'VM_X=10.10.60.6 # the developers', '10.10.60.6'],
    ['exported, indented', '\texport VM_X=10.10.60.6', '10.10.60.6'],
    ['set twice, as the shell sees it', 'VM_X=10.10.60.6\nVM_X=10.10.60.7', '10.10.60.7'],
    ['on a continued line', 'VM_X=\\\n10.10.60.6', '10.10.60.6'],
    ['in a comment', '#VM_X=10.10.60.6', undefined],
    ['as the end of another name', 'OLD_VM_X=10.10.60.6', undefined],
    ['worked out by the shell', 'VM_X=$BASE.6', '$BASE.6'],
  ])('%s is read', (_, text, value) => {
    expect(paramValue(text, 'VM_X')).toBe(value);
  });

  test('is removed only while it has the value', () => {
    expect(withoutParam('A=1\nVM_X=2\nB=3\n', 'VM_X', '2')).toBe('A=1\nB=3\n');
    expect(withoutParam('A=1\nVM_X=5\nB=3\n', 'VM_X', '2')).toBe('A=1\nVM_X=5\nB=3\n');
  });

  test('tells its line', () => {
    expect(paramsOf('# c\nA=1\n\nB=2\n').map(({ name, entry }) => [name, entry.line])).toEqual([
      ['A', 1],
      ['B', 3],
    ]);
  });
});

describe('a rule', () => {
  const above = (line: string) => rules.replace('\n\n# SSH of', `\n${line}\n\n# SSH of`);
  test.each([
    ['after the last of its kind', rules, `${rules}${ruleLine}\n`],
    ['at the end of a file that does not end its last line', rules.trimEnd(), `${rules.trimEnd()}\n${ruleLine}`],
    [
      'after the whole of a rule that is continued',
      'DNAT net loc:10.10.60.2:22 \\\n  tcp 22002\nACCEPT net $FW\n',
      `DNAT net loc:10.10.60.2:22 \\\n  tcp 22002\n${ruleLine}\nACCEPT net $FW\n`,
    ],
    [
      'at the end of the section for new connections',
      '?SECTION NEW\nACCEPT net $FW\n',
      `?SECTION NEW\nACCEPT net $FW\n${ruleLine}\n`,
    ],
    [
      'into the section for new connections, not another',
      '?SECTION ALL\nDNAT net loc:10.10.60.2 tcp 1\n?SECTION NEW\nACCEPT net $FW\n',
      `?SECTION ALL\nDNAT net loc:10.10.60.2 tcp 1\n?SECTION NEW\nACCEPT net $FW\n${ruleLine}\n`,
    ],
    ['to a file without sections', 'ACCEPT net $FW\n', `ACCEPT net $FW\n${ruleLine}\n`],
    [
      'not inside an ?IF',
      'DNAT net loc:10.10.60.2 tcp 1\n?IF $X\nDNAT net loc:10.10.60.3 tcp 2\n?ENDIF\n',
      `DNAT net loc:10.10.60.2 tcp 1\n${ruleLine}\n?IF $X\nDNAT net loc:10.10.60.3 tcp 2\n?ENDIF\n`,
    ],
    [
      'with tabs where its neighbour has tabs',
      'DNAT\tnet\tloc:10.10.60.2:22\ttcp\t22002\n',
      'DNAT\tnet\tloc:10.10.60.2:22\ttcp\t22002\nDNAT\tnet\tloc:$VM_GALLIFREY_DEV_XIVO:22\ttcp\t22006\t-\t$IP_FAILOVER\n',
    ],
  ])('is put %s', (_, before, after) => {
    expect(withRule(before, wanted)).toBe(after);
  });

  test.each([
    ['by param', ruleLine, true],
    ['by address, with a comment', 'DNAT net loc:10.10.60.6:22 tcp 22006 # by hand', true],
    ['with braces and a log level', 'DNAT:info net loc:${VM_GALLIFREY_DEV_XIVO}:22 TCP 22006', true],
    ['to another port', 'DNAT net loc:$VM_GALLIFREY_DEV_XIVO:23 tcp 22006', false],
    ['of another protocol', 'DNAT net loc:$VM_GALLIFREY_DEV_XIVO:22 udp 22006', false],
    ['of a VM whose name begins so', 'DNAT net loc:$VM_GALLIFREY_DEV_XIVO2:22 tcp 22006', false],
    ['in a comment', `#${ruleLine}`, false],
  ])('%s is recognised or not: %s', (_, line, expected) => {
    expect(dnatRules(above(line)).some((rule) => isRule(rule, wanted))).toBe(expected);
  });

  test.each([
    ['of another VM', 'DNAT net loc:$VM_OTHER:22 tcp 22006 - $IP_FAILOVER', true],
    ['for every public address', 'DNAT net loc:$VM_OTHER:22 tcp 22006', true],
    ['among several ports', 'DNAT net loc:$VM_OTHER:22 tcp 22005,22006', true],
    ['on another public address', 'DNAT net loc:$VM_OTHER:22 tcp 22006 - 198.51.100.9', false],
    ['of its own', ruleLine, false],
  ])('%s is a rival or not: %s', (_, line, expected) => {
    expect(rivalRule(above(line), wanted) !== undefined).toBe(expected);
  });

  test('tells where a port leads, its variable resolved', () => {
    expect(forwards(rules, params)).toEqual([
      { variable: 'VM_SKARO_XIVO', address: '10.10.60.2', port: 22002, toPort: 22, line: 9 },
      { variable: 'VM_GALLIFREY_XIVO', address: '10.10.60.5', port: 22005, toPort: 22, line: 10 },
    ]);
    expect(forwards('DNAT net loc:10.1.1.1 tcp 80,443\nDNAT net loc:$NONE:8080 tcp 81\n', '')).toEqual([
      { address: '10.1.1.1', port: 80, toPort: 80, line: 1 },
      { address: '10.1.1.1', port: 443, toPort: 80, line: 1 },
      { variable: 'NONE', port: 81, toPort: 8080, line: 2 },
    ]);
  });
});

describe('what keeps a port from being forwarded', () => {
  test.each([
    ['nothing', { rules, params }, undefined],
    ['the same, written already', { rules: `${rules}${ruleLine}\n`, params: `${params}${paramLine}\n` }, undefined],
    [
      'the param of another address',
      { rules, params: `${params}VM_GALLIFREY_DEV_XIVO=10.10.60.9\n` },
      'VM_GALLIFREY_DEV_XIVO is 10.10.60.9 in params, not 10.10.60.6',
    ],
    [
      'the port in use',
      { rules: `${rules}DNAT net loc:$VM_OTHER:22 tcp 22006\n`, params },
      'port 22006 leads to $VM_OTHER port 22 already (line 11 of rules)',
    ],
  ])('is %s', (_, texts, expected) => {
    expect(inTheWay(wanted, texts)).toBe(expected);
  });
});

describe('taking back', () => {
  const before = { rules, params };
  const after = forwarded(wanted, before);
  const patches = patchesOf(before, after);
  const { param, address, port } = wanted;
  const undo = { param, address, port, restore: patches };

  test('gives the very bytes back', () => {
    expect(withoutForward(undo, after)).toEqual(before);
  });

  test('keeps what others wrote meanwhile, above and below', () => {
    const edited = {
      rules: after.rules.replace(ruleLine, `ACCEPT net $FW tcp 1\n${ruleLine}\nACCEPT net $FW tcp 2`),
      params: after.params.replace(paramLine, `VM_B=2\n${paramLine}\nVM_C=3`),
    };
    expect(withoutForward(undo, edited)).toEqual({
      rules: `${rules}ACCEPT net $FW tcp 1\nACCEPT net $FW tcp 2\n`,
      params: `${params}VM_B=2\nVM_C=3\n`,
    });
  });

  test('leaves a param alone that somebody gave another value', () => {
    const edited = { ...after, params: after.params.replace('10.10.60.6', '10.10.60.66') };
    expect(withoutForward(undo, edited)).toEqual({ rules, params: edited.params });
  });

  test('leaves a rule alone that somebody rewrote, and its param with it', () => {
    const edited = { ...after, rules: after.rules.replace(ruleLine, `${ruleLine} # rose needs it`) };
    expect(withoutForward(undo, edited)).toEqual(edited);
  });

  test('leaves a param alone that another rule uses', () => {
    const edited = { ...after, rules: `${after.rules}ACCEPT net loc:$VM_GALLIFREY_DEV_XIVO tcp 80\n` };
    expect(withoutForward(undo, edited)).toEqual({
      rules: `${rules}ACCEPT net loc:$VM_GALLIFREY_DEV_XIVO tcp 80\n`,
      params: after.params,
    });
  });

  test('leaves a param alone that was there before', () => {
    const had = { rules, params: `${params}${paramLine}\n` };
    const made = forwarded(wanted, had);
    expect(withoutForward({ ...undo, restore: patchesOf(had, made) }, made)).toEqual(had);
  });

  test('of a whole VM takes every rule to it, by param and by address', () => {
    const more = {
      rules: `${after.rules}DNAT net loc:$VM_GALLIFREY_DEV_XIVO:80 tcp 8006\nDNAT net loc:10.10.60.6:25 tcp 2506\n`,
      params: after.params,
    };
    expect(withoutForward({ param }, more)).toEqual(before);
  });
});

describe('what was removed', () => {
  const whole = forwarded(wanted, { rules: `${rules}# end\n`, params });
  const gone = withoutForward({ param: wanted.param }, whole);
  const removal = patchesOf(whole, gone);

  test('comes back in its place', () => {
    expect(restored(removal, gone)).toEqual(whole);
  });

  test('comes back beside its like where its place is gone', () => {
    const edited = { rules: 'DNAT net loc:10.1.1.1 tcp 80\nACCEPT net $FW\n', params: 'A=1\n' };
    expect(restored(removal, edited)).toEqual({
      rules: `DNAT net loc:10.1.1.1 tcp 80\n${ruleLine}\nACCEPT net $FW\n`,
      params: `A=1\n${paramLine}\n`,
    });
  });

  test('is not put there twice', () => {
    expect(restored(removal, whole)).toEqual(whole);
  });
});

/** Files of lines as operators write them. */
const line = fc.constantFrom(
  '',
  '# a comment',
  '?SECTION NEW',
  '?IF $X',
  '?ENDIF',
  'ACCEPT net $FW tcp 80',
  'DNAT net loc:$VM_SKARO_XIVO:22 tcp 22002 - $IP_FAILOVER',
  'DNAT\tnet\tloc:10.10.60.3:22\ttcp\t22003',
  'DNAT net loc:10.10.60.4 \\',
  '  tcp 22004',
  'VM_SKARO_XIVO=10.10.60.2',
  'IP_FAILOVER="10.0.2.15" # outside',
  '?COMMENT web',
  '?COMMENT',
  '?BEGIN PERL',
  'shorewall "DNAT net loc:10.10.60.40 tcp 80";',
  '?END PERL',
  'INCLUDE rules.vms',
  'DNAT net loc:10.10.60.9 { proto=>tcp dport=>22009 }',
  'REDIRECT net 22 ; proto=tcp, dport=22010:22012',
  'SSH(DNAT) net loc:$VM_SKARO_XIVO',
  '# a comment goes on \\',
  'if [ "$(hostname)" = host01 ]; then',
  'VM_LAB_XIVO=10.10.60.9; export VM_OTHER_XIVO=10.10.60.8',
  'elif true; then VM_LAB_XIVO=1; else :; fi',
  'fi',
  'vms() {',
  '}',
  'cat <<END',
  'END',
  'case $1 in a) VM_A=1 ;; esac',
  "NOTE='it",
  "is over'",
  'true &&',
  'ADDRESS=$(ip addr show "$(basename "$0")" | tail -n 1)',
);
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''))
  // A file whose last line is continued says nothing anybody could add a line to.
  .filter((one) => !/\\\n?$/.test(one));

test('whatever the files hold, a forward is found in them afterwards, and taken back to the byte', () => {
  fc.assert(
    fc.property(text, text, (rules, params) => {
      const before = { rules, params };
      const after = forwarded(wanted, before);
      expect(dnatRules(after.rules).some((rule) => isRule(rule, wanted))).toBe(true);
      expect(paramValue(after.params, wanted.param)).toBe(wanted.address);
      expect(forwarded(wanted, after)).toEqual(after);
      const { param, address, port } = wanted;
      expect(withoutForward({ param, address, port, restore: patchesOf(before, after) }, after)).toEqual(before);
      expect(withoutForward({ param, address, port }, after)).toEqual(before);
    }),
    { numRuns: 300 },
  );
});
