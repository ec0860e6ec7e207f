import { action, changeFile, fileFact, label, remotePath, words, z } from 'farmhand/plugin';
import { entriesOf, withLine, withoutEntries } from './entries.js';

const line = z.string().regex(/^(?:\t|\P{Cc}){1,400}$/u, 'an entry of one line');

const Args = z
  .strictObject({
    host: label,
    file: remotePath,
    reload: words,
    /** Whether dnsmasq shall have it, or shall not. */
    present: z.boolean(),
    name: z.string().regex(/^[a-z0-9_][a-z0-9_.-]{0,252}$/),
    /** Its entries as they are written, mostly one. To take some out: only these; without them, every one of that name. */
    lines: z.array(line).min(1).optional(),
  })
  .refine(({ present, lines }) => !present || lines !== undefined, 'an entry to put in');
/** @typedef {z.infer<typeof Args>} Args */

/**
 * What the host shows of it: entries of that name, and others that have its MAC or its address.
 *
 * @typedef {{ readonly problem: string | null, readonly same: readonly string[], readonly rivals: readonly string[] }} Seen
 */

/** Has dnsmasq give a MAC its address, or no more. */
export const host = action({
  name: 'dnsmasq.host',
  risk: ({ present }) => (present ? 'safe' : 'disruptive'),
  removes: ({ present }) => !present,
  args: Args,
  // Nobody else is given them while a run that adds the host is not over.
  claims: ({ present, lines = [] }) =>
    lines
      .flatMap(entriesOf)
      .flatMap(({ macs, addresses }) =>
        present
          ? [
              ...macs.map((mac) => ({ kind: /** @type {const} */ ('mac'), mac })),
              ...addresses.map((address) => ({ kind: /** @type {const} */ ('address'), address })),
            ]
          : [],
      ),
  title: ({ name, lines = [], present }) =>
    present ? `DHCP host ${name} (${macOf(lines[0] ?? '') ?? 'as it was'})` : `remove DHCP host ${name}`,
  facts: ({ host, file }) => ({ state: fileFact(host, file) }),
  see: (args, { state }) => seen(args, state),
  judge: (args, { problem, same, rivals }) => {
    const { host, file, reload, present, name, lines = [] } = args;
    const place = `${host}:${file}`;
    if (problem !== null) return { is: 'blocked', why: problem };
    if (present) {
      if (lines.every((line) => same.some((one) => isAlike(one, line))))
        return { is: 'done', why: `${place} has the host ${name}` };
      if (same.length > 0) return { is: 'blocked', why: `${place} has another host ${name}: ${same.join(', ')}` };
      if (rivals.length > 0)
        return { is: 'blocked', why: `${place} gives the MAC or address of ${name} already: ${rivals.join(', ')}` };
    }
    const gone = present ? [] : goingOf(args, same);
    if (!present && gone.length === 0)
      return {
        is: 'done',
        why: `${place} has no host ${name}${lines.length === 0 ? '' : `, or it was changed since`}`,
      };
    const changes = [{ host, path: file, removed: gone, added: present ? [...lines] : [] }];
    return { is: 'todo', effect: { commands: [reload.join(' ')], changes } };
  },
  // One transaction: the old file is put back, and read again, where dnsmasq does not take the signal.
  apply: (args, before, applying) =>
    changeFile(args, applying, {
      make: (text) => {
        const now = seen(args, { text });
        const gone = new Set(args.present ? [] : goingOf(args, now.same));
        const after = args.present
          ? (args.lines ?? []).reduce(withLine, text)
          : withoutEntries(
              text,
              entriesOf(text).filter((one) => gone.has(one.text)),
            );
        return { text: after, now };
      },
      approved: (made) => made?.now.same.join('\n') === before.same.join('\n') && made.now.rivals.length === 0,
      service: () => ({ reload: { script: 'as_root "$@"', args: args.reload }, service: 'dhcp' }),
    }),
  receipt: {
    schema: z.object({ lines: z.array(z.string()) }),
    // What came, or went: as it stands in the file, with anything a person had added to it.
    of: (_args, before, after) => {
      const lines = before.same
        .filter((one) => !after.same.includes(one))
        .concat(after.same.filter((one) => !before.same.includes(one)));
      return lines.length === 0 ? null : { lines };
    },
  },
  // The same action the other way round, of those very lines.
  undo: (args, { lines }) => ({
    by: [{ action: 'dnsmasq.host', args: { ...args, present: !args.present, lines } }],
  }),
});

/**
 * @param {Args} args
 * @param {import('farmhand/plugin').FileState} state
 * @returns {Seen}
 */
function seen({ host, file, name, lines = [], present }, state) {
  const place = `${host}:${file}`;
  if (state === null || 'link' in state) {
    const why = `${place} is ${state === null ? 'not there' : 'a link'}: make it a file, and name it as dhcp-hostsfile in dnsmasq.conf`;
    return { problem: why, same: [], rivals: [] };
  }
  const entries = entriesOf(state.text);
  const wanted = lines.flatMap(entriesOf);
  const rivals = entries.filter(
    (one) =>
      present &&
      one.name !== name &&
      (one.macs.some((mac) => wanted.some(({ macs }) => macs.includes(mac))) ||
        one.addresses.some((address) => wanted.some(({ addresses }) => addresses.includes(address)))),
  );
  return {
    problem: null,
    same: entries.filter((one) => one.name === name).map(({ text }) => text),
    rivals: rivals.map(({ text }) => text),
  };
}

/**
 * Those of a name that go.
 *
 * @param {Args} args
 * @param {readonly string[]} same
 */
function goingOf({ lines }, same) {
  return lines === undefined ? [...same] : same.filter((one) => lines.includes(one));
}

/** Whether two entries give the same MAC the same address. @param {string} one @param {string} other */
function isAlike(one, other) {
  const [a, b] = [entriesOf(one)[0], entriesOf(other)[0]];
  return a?.macs.join() === b?.macs.join() && a?.addresses.join() === b?.addresses.join();
}

/** @param {string} line */
function macOf(line) {
  return entriesOf(line)[0]?.macs[0];
}
