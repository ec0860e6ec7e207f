import { access } from 'node:fs/promises';
import { type Redact, redacted } from '../../src/bot/secrets.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { late, within } from '../../src/time/within.ts';
import type { Farmhand } from '../farmhand.ts';
import type { Answer } from './server.ts';

/** What a process is there for. */
export interface Duty {
  /** Chat platforms it speaks on, or stands by for. */
  readonly platforms: () => readonly string[];
  /** Whether it works on runs. */
  readonly works: boolean;
}

export interface Subject {
  readonly farm: Farm;
  readonly duty: Duty;
  /** Whether the journal is in the file farm.yaml names. */
  readonly inFile: boolean;
  /** Undefined before the journal is open. */
  readonly farmhand: Farmhand | undefined;
  readonly stopping: boolean;
}

interface Check {
  readonly ok: boolean;
  readonly says: string;
}

/** Milliseconds the journal has to answer. */
const patience = 2000;

/** What there is to be well, each with whether it is. */
async function checks(subject: Subject): Promise<Readonly<Record<string, Check>>> {
  const { duty, farmhand, stopping } = subject;
  const present = new Map(farmhand?.presence().map((one) => [one.platform, one]));
  const chats = duty.platforms().map((platform): [string, Check] => {
    const { is = 'connecting', why } = present.get(platform) ?? {};
    const ok = is === 'connected' || is === 'standing by';
    return [`chat ${platform}`, { ok, says: why === undefined ? is : `${is}: ${why}` }];
  });
  const working = farmhand?.working() ?? false;
  return {
    farm: farmCheck(subject),
    journal: await journal(subject),
    ...Object.fromEntries(chats),
    ...(duty.works && { worker: { ok: working, says: working ? 'takes runs' : 'has not begun to take runs' } }),
    ...(stopping && { process: { ok: false, says: 'is stopping' } }),
  };
}

function farmCheck({ farm: read, farmhand }: Subject): Check {
  const farm = farmhand?.farm.now ?? read;
  const against = farmhand?.outOfStep();
  if (against !== undefined) return { ok: false, says: `begins nothing: ${against}` };
  return { ok: true, says: `${farm.file} describes ${farm.hosts.size} hosts` };
}

async function journal({ farm, inFile, farmhand }: Subject): Promise<Check> {
  if (!farmhand) return { ok: false, says: 'is not open yet' };
  try {
    // The file can be gone while the open one still answers.
    const asked = async () => {
      if (inFile) await access(farm.data.journal);
      return farmhand.engine.journal.last();
    };
    const seq = await within(patience, asked());
    if (seq === late) return { ok: false, says: `does not answer within ${patience / 1000} s` };
    return { ok: true, says: `has ${seq} events` };
  } catch (error) {
    return { ok: false, says: (error as Error).message };
  }
}

/** 200 when all is well, else 503; which is not, as JSON. */
export async function readyPage(subject: Subject, redact: Redact): Promise<Answer> {
  const found = await checks(subject);
  const ready = Object.values(found).every(({ ok }) => ok);
  const body = `${JSON.stringify(redacted({ ready, checks: found }, redact), null, 2)}\n`;
  return { status: ready ? 200 : 503, type: 'application/json', body };
}
