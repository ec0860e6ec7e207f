import { Document, type Node, type Pair, Scalar, stringify, YAMLMap } from 'yaml';
import { type Guess, type GuessedSettings, isGuess, valuesOf } from '../farm/discovery.ts';
import type { Draft, DraftHost, DraftSection } from './draft.ts';
import type { OwnNames } from './naming.ts';

/** Before what a person has to look at. */
export const check = 'CHECK:';

const header = ` yaml-language-server: $schema=./farm.schema.json

 The farm farmhand looks after, as farmhand init found it. After "${check}" stands what is a guess: look at it, mend it, take the word
 out. The others are as the hosts have them. farm.example.yaml and docs/farm-yaml.md have every setting with its meaning.`;

/** The text of a first farm.yaml, every guess with a comment that says what it is taken from. */
export function farmText(draft: Draft): string {
  const { hosts, sections, pool, naming, vms, person, chat } = draft;
  const document = new Document({});
  document.commentBefore = header;
  const top = new YAMLMap();
  document.contents = top as never;
  add(top, 'hosts', mapOf(hosts, hostOf), 'Machines reached by SSH. The names are yours to choose.');
  const outs: DraftSection[] = [];
  for (const one of sections) {
    if (one.out === undefined) add(top, one.section, sectionOf(one), titles[one.role]);
    else outs.push(one);
  }
  add(top, 'pool', mapped(pool), 'Addresses for new VMs. What is listed under exclude is given to none.');
  add(
    top,
    'naming',
    mapped(naming),
    "What things are called: {name} is the VM's name, {NAME} the same in capitals with _ for -.",
  );
  add(
    top,
    'vms',
    mapOf([...vms], vmOf),
    'VMs that no command destroys: all that were there before farmhand. Take protected out where that is not wanted. Names stand where the rules do not give them.',
  );
  const { name, identities } = person;
  const people = { [name]: { ...identities, roles: ['operator', 'developer', 'release-manager'] } };
  add(
    top,
    'people',
    document.createNode(people, { flow: false }),
    "Who may ask for things; others may read. A VM is destroyed after a second person's approval: list one here.",
  );
  if (Object.keys(chat).length > 0)
    add(top, 'chat', document.createNode(chat), 'Where people talk; on a terminal of this machine they always can.');
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return [text, ...outs.map(leftOut), ...(Object.keys(chat).length > 0 ? [] : [chatExample])].join('\n');
}

const titles: Readonly<Record<string, string>> = {
  hypervisor: 'What runs the VMs.',
  storage: "The VMs' disks, on the node's host.",
  dns: 'Names and addresses.',
  dhcp: 'Which address a VM is given.',
  firewall: "Ports of the public address that lead to VMs' SSH.",
  proxy: 'Web sites of VMs.',
};

const chatExample = `# Where people talk. Without it, on the terminal farmhand is started on. Passwords and tokens are in .env, never here.
# chat:
#   irc: # FARMHAND_IRC_PASSWORD in .env
#     host: irc.example.org
#     channels: ["#farm"]
#     sasl: plain
#     account: farmhand
#   slack: # SLACK_BOT_TOKEN and SLACK_APP_TOKEN in .env
#     channels: [C0123456789]
`;

/** Adds a section, with an empty line and what it is about before it. */
function add(map: YAMLMap, key: string, value: Node, about?: string): void {
  const name = new Scalar(key);
  name.spaceBefore = map.items.length > 0;
  if (about !== undefined) name.commentBefore = ` ${about}`;
  map.add({ key: name, value } as Pair);
}

function mapOf<T>(all: readonly T[], make: (one: T) => readonly [string, object]): YAMLMap {
  const map = new YAMLMap();
  const document = new Document();
  for (const one of all) {
    const [name, value] = make(one);
    map.add({ key: new Scalar(name), value: value instanceof YAMLMap ? value : document.createNode(value) } as Pair);
  }
  return map;
}

function hostOf({ name, address, port, user, keys }: DraftHost): readonly [string, object] {
  return [
    name,
    {
      ...(address !== name && { address }),
      ...(port !== 22 && { port }),
      ...(user !== 'root' && { user }),
      ...(keys.length > 0 && { keys }),
    },
  ];
}

function vmOf([name, own]: readonly [string, OwnNames]): readonly [string, object] {
  return [name, { protected: true, ...own }];
}

function sectionOf({ kind, host, settings }: DraftSection): YAMLMap {
  const map = new YAMLMap();
  if (kind !== undefined) map.add({ key: new Scalar('kind'), value: new Scalar(kind) } as Pair);
  if (host !== undefined) map.add({ key: new Scalar('host'), value: new Scalar(host) } as Pair);
  for (const { key, value } of mapped(settings).items) map.add({ key, value } as Pair);
  return map;
}

/** Settings with a comment each. */
function mapped(settings: GuessedSettings): YAMLMap {
  const map = new YAMLMap();
  for (const [name, entry] of Object.entries(settings)) {
    map.add({ key: new Scalar(name), value: isGuess(entry) ? guessed(entry) : mapped(entry) } as Pair);
  }
  return map;
}

function guessed({ value, from, unsure }: Guess): Node {
  const node = Array.isArray(value) ? new Document().createNode(value, { flow: true }) : new Scalar(value);
  // What a host said is among it: one line, whatever it was.
  node.comment = ` ${unsure ? `${check} ` : ''}${from.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')}`;
  return node;
}

/** A section that the doctor would not accept, as a comment. */
function leftOut({ section, kind, host, settings, out }: DraftSection): string {
  const block = {
    [section]: { ...(kind !== undefined && { kind }), ...(host !== undefined && { host }), ...valuesOf(settings) },
  };
  const lines = stringify(block, { lineWidth: 0 }).trimEnd().split('\n');
  return `${[`${out}:`, ...lines].map((line) => `# ${line}`).join('\n')}\n`;
}
