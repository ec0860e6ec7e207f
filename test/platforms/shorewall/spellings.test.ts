import { describe, expect, test } from 'vitest';
import { withoutParam, withParam } from '../../../platforms/shorewall/params.ts';
import { forwards } from '../../../platforms/shorewall/port-forwards.ts';
import { portsOf } from '../../../platforms/shorewall/ports.ts';
import { firstRule, natRules } from '../../../platforms/shorewall/running.ts';
import { readShell } from '../../../platforms/shorewall/shell.ts';
import { forwarded, withoutForward } from '../../../platforms/shorewall/texts.ts';
import { rivalRule } from '../../../platforms/shorewall/wanted-rule.ts';
import { wanted } from './files.ts';

const values = new Map([
  ['IP_FAILOVER', '10.0.2.15'],
  ['PORTS', '22006'],
  ['LAB', '10.10.60.40'],
]);
const macro = (name: string) =>
  ({
    SSH: 'PARAM - - tcp 22',
    Lab: '?FORMAT 2\nPARAM - - tcp 22000:22010\nWeb',
    Web: 'HTTP',
    HTTP: 'PARAM - - tcp 80',
  })[name];

describe('a port has an owner', () => {
  test.each([
    ['in a range', 'DNAT net loc:10.10.60.40 tcp 22003:22020'],
    ['in a range with a dash', 'DNAT net loc:10.10.60.40 tcp 22003-22020'],
    ['in a range without a beginning', 'DNAT net loc:10.10.60.40 tcp :22020'],
    ['in a range without an end', 'DNAT net loc:10.10.60.40 tcp 22000:'],
    ['in a list', 'DNAT net loc:10.10.60.40 tcp 22,22000:22010,80'],
    ['outside of what is left out', 'DNAT net loc:10.10.60.40 tcp !22,80'],
    ['where no port is named', 'DNAT net loc:10.10.60.40 tcp'],
    ['where no protocol is named', 'DNAT net loc:10.10.60.40 - - - 10.0.2.15'],
    ['for several protocols', 'DNAT net loc:10.10.60.40 udp,TCP 22006'],
    ['by the number of a protocol', 'DNAT net loc:10.10.60.40 6 22006'],
    ['with a level of the log', 'DNAT:info:lab net loc:10.10.60.40 tcp 22006'],
    ['without a rule of the filter', 'DNAT- net 10.10.60.40:22 tcp 22006'],
    ['with columns after a semicolon', 'DNAT net loc:10.10.60.40 ; proto=tcp, dport=22006'],
    ['with columns in braces', '{ action=>DNAT source=>net dest=>loc:10.10.60.40 proto=>tcp dport=>"22006" }'],
    ['with some of them in braces', 'DNAT net loc:$LAB { proto:tcp dport:22006 origdest:${IP_FAILOVER} }'],
    ['by a variable', 'DNAT net loc:$LAB tcp $PORTS'],
    ['on lines that go on', 'DNAT net loc:$LAB \\ # the lab\n  tcp 22000,\\\n  22006'],
    ['of a machine behind an interface', 'DNAT net loc:br0:10.10.60.40:22 tcp 22006'],
    ['on this host', 'REDIRECT net 22 tcp 22006'],
    ['of no machine', 'ACCEPT+ net $FW tcp 22006'],
    ['by a macro that is told the port', 'SSH(DNAT) net loc:10.10.60.40 tcp 22006'],
    ['by a macro that knows it', 'Lab(DNAT) net loc:10.10.60.40'],
    ['by a macro as it was written once', 'Lab/DNAT net loc:10.10.60.40'],
    ['by a variable that is set beside it', '?SET MINE 22006\nDNAT net loc:10.10.60.40 tcp $MINE'],
  ])('%s: %s', (_, rules) => {
    expect(rivalRule(rules, wanted, { values, macro })).toBeDefined();
  });

  test.each([
    ['another port', 'DNAT net loc:10.10.60.40 tcp 22007:22020'],
    ['all but this', 'DNAT net loc:10.10.60.40 tcp !22000:22999'],
    ['another protocol', 'DNAT net loc:10.10.60.40 udp 22006'],
    ['another public address', 'DNAT net loc:10.10.60.40 tcp 22006 - 198.51.100.9'],
    ['what is let in and led nowhere', 'ACCEPT net $FW tcp 22000:22999'],
    ['another case of letters', 'dnat net loc:10.10.60.40 tcp 22006'],
    ['a script', '?BEGIN PERL\nDNAT net loc:10.10.60.40 tcp 22006\n?END PERL'],
    ['a macro of other ports', 'SSH(DNAT) net loc:10.10.60.40'],
    ['a comment', '# DNAT \\\nDNAT net loc:10.10.60.40 tcp 22006'],
    ['what iptables itself is told', 'INLINE(ACCEPT) net $FW tcp 9 ;; -p tcp --dport 22006 -j DNAT'],
  ])('and not by %s: %s', (_, rules) => {
    expect(rivalRule(rules, wanted, { values, macro })).toBeUndefined();
  });

  test('each port of a range and of a list leads where it does', () => {
    expect(forwards('DNAT net loc:10.1.1.1 tcp 5000:5002\n', '').map(({ port, toPort }) => [port, toPort])).toEqual([
      [5000, 5000],
      [5001, 5001],
      [5002, 5002],
    ]);
    expect(portsOf('ssh,80')).toEqual([
      { first: 22, last: 22 },
      { first: 80, last: 80 },
    ]);
    expect(portsOf('nope')).toBeUndefined();
  });
});

describe('a new rule', () => {
  const rule =
    'DNAT            net             loc:$VM_GALLIFREY_DEV_XIVO:22   tcp     22006           -       $IP_FAILOVER';
  const own = (rules: string) => forwarded(wanted, { rules, params: '' }).rules;
  test.each([
    [
      'before a block of comments that goes on to the end',
      '?COMMENT vms\nDNAT net loc:10.1.1.1 tcp 1\n?COMMENT web\nACCEPT net loc tcp 80\n',
      0,
    ],
    ['after a block that ends', '?COMMENT vms\nDNAT net loc:10.1.1.1 tcp 1\n?COMMENT\nDROP net all\n', 3],
    ['after a condition that ends', '?IF $X\nDNAT net loc:10.1.1.1 tcp 1\n?ENDIF\nDROP net all\n', 3],
    ['before a script', '?IF $X\nDNAT net loc:10.1.1.1 tcp 1\n?ENDIF\n?BEGIN SHELL\necho\n?END\n', 3],
    [
      'behind a rule in braces',
      '{ action=>DNAT source=>net dest=>loc:10.1.1.1 proto=>tcp dport=>1 }\nDROP net all\n',
      1,
    ],
    [
      'behind a redirection or a macro',
      'SSH(DNAT) net loc:10.1.1.1 tcp 1\nREDIRECT net 22 tcp 2222\nDROP net all\n',
      1,
    ],
  ])('goes %s', (_, rules, line) => {
    const after = own(rules).split('\n');
    expect(after[line]?.startsWith(rule.slice(0, 60))).toBe(true);
    expect(after.toSpliced(line, 1).join('\n')).toBe(rules);
  });
});

describe('params are shell', () => {
  const found = (text: string) => readShell(text).assignments.map(({ name, value, always }) => [name, value, always]);
  test.each([
    [
      'two on a line',
      'A=1;B=2',
      [
        ['A', '1', true],
        ['B', '2', true],
      ],
    ],
    [
      'two in a command',
      'export A=1 B="2 3"',
      [
        ['A', '1', true],
        ['B', '2 3', true],
      ],
    ],
    ['a # inside a word', 'A=1#x # y', [['A', '1#x', true]]],
    [
      'one of another',
      'A=1\nB=${A},$A.2',
      [
        ['A', '1', true],
        ['B', '1,1.2', true],
      ],
    ],
    [
      'a quote over lines',
      'A="1\nB=2"\nC=3',
      [
        ['A', '1\nB=2', true],
        ['C', '3', true],
      ],
    ],
    [
      'a condition',
      'if x; then A=1; else A=2; fi',
      [
        ['A', '1', false],
        ['A', '2', false],
      ],
    ],
    [
      'behind a test',
      '[ -e /x ] && A=1\nB=2',
      [
        ['A', '1', false],
        ['B', '2', true],
      ],
    ],
    [
      'a function',
      'f() {\n A=1\n}\nfunction g {\n B=1\n}\nC=1',
      [
        ['A', '1', false],
        ['B', '1', false],
        ['C', '1', true],
      ],
    ],
    [
      'a case',
      'case $(hostname) in\n a|b) A=1 ;;\n *) A=2\nesac\nB=1',
      [
        ['A', '1', false],
        ['A', '2', false],
        ['B', '1', true],
      ],
    ],
    ['a here-document', 'cat <<-"END" >/dev/null\n\tA=1\n\tEND\nB=2', [['B', '2', true]]],
    [
      'a subshell',
      '(A=1)\nB=2',
      [
        ['A', '1', false],
        ['B', '2', true],
      ],
    ],
    ['for one command', 'A=1 env\nB=2', [['B', '2', true]]],
    [
      'a command',
      'A=$(echo ")" ; B=1)\nC=`echo D=1`\nE=1',
      [
        ['A', undefined, true],
        ['C', undefined, true],
        ['E', '1', true],
      ],
    ],
    ['a loop', 'for x in A=1 B=2; do C=$x; done', [['C', undefined, false]]],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test.each([
    ['after its like', 'VM_A=1\nLOG=info\n', 1],
    ['not in a condition', 'if x; then\n VM_A=1\nfi\n', 3],
    ['not in a function', 'vms() {\n VM_A=1\n}\nvms\n', 4],
    ['not in a here-document', 'cat <<E\nVM_A=1\nE\n', 3],
    ['not in a quote', 'VM_A="1\n2"\nB=1\n', 2],
    ['not behind an end', 'A=1\nexit 0\n', 1],
    ['not into a list', 'A=1 &&\n  VM_B=2\n', 2],
    ['not behind a line that goes on', 'A=1 \\\n', 0],
  ])('a new one is put %s', (_, text, line) => {
    expect(withParam(text, 'VM_X', '2').split('\n')[line]).toBe('VM_X=2');
  });

  test('one named otherwise finds its like too', () => {
    expect(withParam('GALLIFREY_IP=1\nSKARO_IP=2\nLOG=info\n', 'ROSE_IP', '3')).toBe(
      'GALLIFREY_IP=1\nSKARO_IP=2\nROSE_IP=3\nLOG=info\n',
    );
  });

  test.each([
    ['the first of a line', 'X=1;B=2\n', 'B=2\n'],
    ['the last of a line', 'A=1; X=1 # c\n', 'A=1 # c\n'],
    ['one between', 'A=1; X=1; B=2\n', 'A=1; B=2\n'],
    ['one of a command', 'export A=1 X=1 B=2\n', 'export A=1 B=2\n'],
    ['the last of a command', 'export A=1 X=1\n', 'export A=1\n'],
    ['a whole line', 'A=1\n  export X=1 ; # mine\nB=2\n', 'A=1\nB=2\n'],
    ['not one in a condition', 'if x; then X=1; fi\n', 'if x; then X=1; fi\n'],
  ])('%s is removed and nothing else', (_, text, rest) => {
    expect(withoutParam(text, 'X', '1')).toBe(rest);
  });

  test('one that another is made of stays', () => {
    const texts = { rules: '', params: 'VM_X=1\nALL="${VM_X},2"\n' };
    expect(withoutForward({ param: 'VM_X' }, texts)).toEqual(texts);
  });
});

describe('the running firewall', () => {
  const rules = natRules(`-P PREROUTING ACCEPT
-A PREROUTING -i br0 -j loc_dnat
-A PREROUTING -i eth0 -j net_dnat
-A loc_dnat -p tcp -m tcp --dport 22006 -j DNAT --to-destination 10.10.60.9:22
-A net_dnat -s 192.0.2.0/24 -j RETURN
-A net_dnat -d 198.51.100.9/32 -p tcp -m tcp --dport 22006 -j DNAT --to-destination 10.10.60.8:22
-A net_dnat -d 10.0.2.15/32 -p udp -m udp --dport 22006 -j DNAT --to-destination 10.10.60.7:22
-A net_dnat -d 10.0.2.15/32 -p tcp -m multiport --dports 80,22003:22020 -j DNAT --to-destination 10.10.60.40
-A net_dnat -d 10.0.2.15/32 -p tcp -m tcp --dport 22006 -j DNAT --to-destination 10.10.60.6:22
-A net_dnat -p tcp -m tcp --dport 22007 -j REDIRECT --to-ports 22
`);
  test.each([
    ['10.0.2.15', 22006, '10.10.60.40'],
    ['198.51.100.9', 22006, '10.10.60.8:22'],
    ['10.0.2.15', 22007, '10.10.60.40'],
    ['10.0.2.16', 22007, 'this host'],
    ['10.0.2.15', 22030, undefined],
  ])('leads port %s %i by the first rule that fits: to %s', (address, port, to) => {
    expect(firstRule(rules, { port, address, zone: 'net' })?.to).toBe(to);
  });
});
