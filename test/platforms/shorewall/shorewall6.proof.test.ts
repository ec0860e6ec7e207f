import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wall6State } from '../../../platforms/shorewall/inventory6.ts';
import { withMachineRules } from '../../../platforms/shorewall/machine-rules.ts';
import { withParam } from '../../../platforms/shorewall/params.ts';
import { rulesLike } from '../../../platforms/shorewall/rules-like.ts';
import { checkScript } from '../../../platforms/shorewall/switch-scripts.ts';
import { wallOf } from '../../../platforms/shorewall/wall.ts';
import { needsRoot } from '../../support/root.ts';
import { needs } from '../../support/servers.ts';

/** Shorewall6 reads what this kernel can filter, which only root may. */
const suite = needsRoot() === describe ? needs('shorewall6') : describe.skip;

const rules = `?SECTION NEW
SSH(ACCEPT)     net             $FW
Ping(ACCEPT)    net             loc
ACCEPT          net             loc:[2001:db8:10:60::5]         tcp     22,80
SSH(ACCEPT)     net             loc:$VM6
ACCEPT          net             loc:<2001:db8:10:60::5>         udp     53
ACCEPT          loc:[2001:db8:10:60::5] net                     tcp     25
ACCEPT          net             loc:2001:db8:10:60::5           tcp     81
DNAT            net             loc:[2001:db8:10:60::5]:22      tcp     22005   -       $IP6
`;
const params = 'VM6=[2001:db8:10:60::5]\nIP6=[2001:db8::1]\n';
const source = { name: 'gallifrey', addresses: ['2001:db8:10:60::5'], sshPort: 22005 };
const clone = { name: 'gallifrey-dev', address6: '2001:db8:10:60::6', sshPort: 22006 };
const read = (text: string, sets: string, paramsEdited: boolean) => {
  const files = [
    { path: '/w/rules', text },
    { path: '/w/params', text: sets },
  ];
  return wall6State(wallOf({ files, services: '' }, '/w/rules', '/w/params'), { paramsEdited }).rules;
};
const values = new Map([
  ['VM6', '[2001:db8:10:60::5]'],
  ['IP6', '[2001:db8::1]'],
]);

suite('Shorewall6 itself', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-shorewall6-'));
    cpSync('/etc/shorewall6/shorewall6.conf', join(folder, 'shorewall6.conf'));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('zones', 'fw firewall\nnet ipv6\nloc ipv6\n');
    write('interfaces', '?FORMAT 2\nnet eth0\nloc br0\n');
    write('policy', 'all all REJECT\n');
    write('params', params);
    write('rules', rules);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The transaction's check of new rules, and params where they are edited too, run as the host runs it. */
  function check(...texts: readonly string[]) {
    const names = ['rules', 'params'].slice(0, texts.length);
    const staged = names.map((name) => join(folder, `.${name}.farmhand`));
    for (const [index, text] of texts.entries()) writeFileSync(staged[index] ?? '', text);
    const args = [...staged, ...names, folder, '/etc/shorewall6/rules 2001:db8:10:60::6', folder];
    // Its other files come from the host's own Shorewall6, which here is not set up: so they are in the folder too.
    const mend = 'cp() { command cp "$@" && command cp -n "$from"/* "$folder"; };';
    const script = `from=${folder}; as_root() { "$@"; }; ${mend} ${checkScript('shorewall6', texts.length)}`;
    return spawnSync('sh', ['-c', script, 'sh', ...args], { encoding: 'utf8' });
  }

  /** The rules about machines that it makes of the files, as it would have ip6tables load them; undefined where it refuses them. */
  function compiled(): readonly string[] | undefined {
    const file = join(folder, 'compiled');
    if (spawnSync('shorewall6', ['compile', folder, file]).status !== 0) return undefined;
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => /^-A (net-loc|loc-net) -[sd] 2001:/.test(line));
  }

  test('takes a rule of a clone for each of its source, and makes the same of it', () => {
    const { lines, left } = rulesLike(read(rules, params, false), source, clone);
    expect(left).toEqual([]);
    const after = withMachineRules(rules, lines, values);
    const { stdout, stderr } = check(after);
    expect(stdout + stderr).toContain('Shorewall6 configuration verified');
    writeFileSync(join(folder, 'rules'), after);
    expectSameOfClone();
  });

  test('makes the same of those of a clone with a variable of its own', () => {
    const [before, named] = [rules.replace('$VM6', '$VM6_GALLIFREY'), params.replace('VM6', 'VM6_GALLIFREY')];
    const { lines, variables } = rulesLike(read(before, named, true), source, clone);
    expect(variables).toEqual([{ name: 'VM6_GALLIFREY_DEV', value: '[2001:db8:10:60::6]' }]);
    const after = withMachineRules(before, lines, values);
    const made = variables.reduce((text, { name, value }) => withParam(text, name, value), named);
    const { stdout, stderr } = check(after, made);
    expect(stdout + stderr).toContain('Shorewall6 configuration verified');
    writeFileSync(join(folder, 'rules'), after);
    writeFileSync(join(folder, 'params'), made);
    expectSameOfClone();
  });

  /** Of each rule about gallifrey there is the same about its clone. */
  function expectSameOfClone() {
    const made = compiled()?.map((line) => line.replace(' 2001:db8:10:60::6 ', ' 2001:db8:10:60::5 ')) ?? [];
    const ofClone = made.map((line) => line.replace('22006', '22005'));
    expect(ofClone).toHaveLength(12);
    expect(new Set(ofClone).size).toBe(6);
  }

  test('refuses what the check is there for', () => {
    expect(check(`${rules}NONSENSE net loc\n`).status).not.toBe(0);
  });

  describe("the sandbox's stand-in makes the same of the same files", () => {
    const tools = fileURLToPath(new URL('../../../platforms/shorewall/sandbox/tools/lib/', import.meta.url));
    function standIn(): readonly string[] | undefined {
      const variables = join(folder, 'variables');
      writeFileSync(variables, readFileSync(join(folder, 'params'), 'utf8'));
      const args = [
        '-v',
        `params=${variables}`,
        '-f',
        `${tools}/shorewall-rules.awk`,
        '-f',
        `${tools}/shorewall6.awk`,
        join(folder, 'zones'),
        join(folder, 'rules'),
      ];
      const { stdout } = spawnSync('awk', args, { encoding: 'utf8' });
      if (stdout.includes('error ')) return undefined;
      return stdout
        .split('\n')
        .filter((line) => line.includes(' 2001:'))
        .map((line) => line.replaceAll('/128', '').replace(/ -p (tcp|udp) -m \1/, ' -p $1'));
    }
    /** Without what the stand-in leaves out: a macro's name, and what was asked for before DNAT. */
    const asPrinted = (lines: readonly string[] | undefined) =>
      lines?.map((line) =>
        line
          .replace(/ -m comment --comment \S+/, '')
          .replace(/ -m conntrack --ctorigdst \S+/, '')
          .replace(/ -m conntrack --ctorigdstport \d+/, '')
          .replace(' -p 6', ' -p tcp')
          .replace(' -p 17', ' -p udp'),
      );

    test('of every spelling the sandbox has', () => {
      const real = asPrinted(compiled());
      expect(real).toHaveLength(6);
      expect([...(standIn() ?? [])].sort()).toEqual([...(real ?? [])].sort());
    });

    test.each([
      'NONSENSE net loc\n',
      'ACCEPT nope loc:[2001:db8::5]\n',
      'ACCEPT net nope:[2001:db8::5]\n',
      'ACCEPT net loc:[2001:db8::zz] tcp 22\n',
      'ACCEPT net loc:[10.10.60.5] tcp 22\n',
      'ACCEPT net loc:[2001:db8::5] tcp 70000\n',
      'ACCEPT net loc:$NOPE tcp 22\n',
      'DNAT net loc:[2001:db8::5]:22 tcp 22005\n',
      'ACCEPT net loc\n',
    ])('or refuses both: %j', (text) => {
      writeFileSync(join(folder, 'rules'), text);
      expect(standIn() === undefined).toBe(compiled() === undefined);
    });
  });
});
