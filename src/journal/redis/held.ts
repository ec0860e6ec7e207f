import type { Connection } from '../../redis/connection.ts';
import { run, type Script, script } from '../../redis/script.ts';
import { genesis } from '../chain.ts';
import { type Anchor, JournalUnusable } from '../journal.ts';
import type { Keys } from './keys.ts';
import { readTip } from './tip.ts';

/** What the guard replies with when the journal is not the one that was opened. */
const notThere = 'FARMHANDJOURNAL';

/**
 * Refuses unless the journal is still the one that was opened, with all this process ever saw in it. The last two KEYS are tip and log; the
 * last four ARGV what the lists of runs' events begin with, identity, and seq and hash of an event that must be there.
 */
const guard = `
local keys, args = #KEYS - 2, #ARGV - 4
do
  local tip = redis.call('HMGET', KEYS[keys + 1], 'id', 'hash', 'copying')
  local seq, hash = ARGV[args + 3], ARGV[args + 4]
  local same = tip[1] == ARGV[args + 2] and not tip[3]
  if same and seq ~= '0' and tip[2] ~= hash then
    local entry = redis.call('XRANGE', KEYS[keys + 2], seq, seq)[1]
    local text = entry and redis.call('LINDEX', ARGV[args + 1] .. entry[2][2], tonumber(entry[2][4]) - 1)
    same = text and string.find(text, '"hash":"' .. hash .. '"', 1, true)
  end
  if not same then return redis.error_reply('${notThere} is another, or gone') end
end
`;

/** A script that does nothing unless the journal is still the one that was opened. In it `keys` and `args` say how many of each are its own. */
export function guardedScript(body: string, reads = false): Script {
  return script(`${guard}${body}`, reads);
}

const look = guardedScript(`return redis.call('HMGET', KEYS[1], 'seq', 'hash')`, true);

/** The journal a handle has open. */
export interface Held {
  readonly identity: string;
  /** Runs a guarded script. Throws JournalUnusable when the journal is not there any more. */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  /** Throws JournalUnusable when it is not there any more, and remembers its newest event. */
  check(): Promise<void>;
  /** This process wrote that event. */
  saw(event: Anchor): void;
}

/** Takes hold of the journal in this Redis. `shown`: which Redis. */
export function hold({ redis }: Pick<Connection, 'redis'>, keys: Keys, shown: string, identity: string): Held {
  let known: Anchor = { seq: 0, hash: genesis };
  const held: Held = {
    identity,
    async run(wanted, own, args) {
      const { seq, hash } = known;
      const about = [keys.events(0).slice(0, -1), identity, seq, hash];
      try {
        return await run(redis, wanted, [...own, keys.tip, keys.log], [...args, ...about]);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith(notThere))) throw error;
        throw await lost(seq);
      }
    },
    async check() {
      const [seq, hash] = (await held.run(look, [], [])) as [string, string];
      held.saw({ seq: Number(seq), hash });
    },
    saw({ seq, hash }) {
      if (seq >= known.seq) known = { seq, hash };
    },
  };
  return held;

  /** Says what is there instead. */
  async function lost(seq: number): Promise<JournalUnusable> {
    const which = `the journal in Redis at ${shown}`;
    const now = await readTip(redis, keys, shown);
    const what =
      now.identity !== identity
        ? `is another one now: ${now.identity}, not ${identity}`
        : `is an older state of itself, or a copy that went on: event ${seq} is not in it any more`;
    return new JournalUnusable(
      `${which} ${what}. Nothing is written or done until the one that was there is back. Put that one back; or, to go on with what is there now, stop farmhand everywhere and start it again`,
    );
  }
}
