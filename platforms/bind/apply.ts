import type { Applying } from '../../src/engine/action.ts';
import { readFacts } from '../../src/engine/look.ts';
import { untilResolved } from '../../src/farm/dns/resolve.ts';
import { changeFile } from '../../src/farm/text/change-file.ts';
import { sameChange } from '../../src/farm/text/patch.ts';
import { awaited, isServed, type RecordArgs, wantOf } from './args.ts';
import { aroundOf } from './around.ts';
import { changeFor } from './change.ts';
import { checkZone, command, untilServed } from './reload.ts';
import type { Seen } from './see.ts';
import { sourceFact } from './source.ts';
import { viewZone } from './view.ts';

/** Has the file and the server say what is wanted, and waits for the hosts that must find the name. */
export async function apply(wanted: RecordArgs, seen: Seen, applying: Applying): Promise<void> {
  if (seen.change || !isServed(wanted, seen.served)) await write(wanted, seen, applying);
  const { name, value: address } = wanted;
  await untilResolved({ name, address, resolvers: awaited(wanted), negative: seen.negative }, applying);
}

/** Edits the file where it is to be edited, reloads, and waits until the server has it. */
async function write(wanted: RecordArgs, { change: approved, ...seen }: Seen, applying: Applying): Promise<void> {
  const { host, zone, file } = wanted;
  const reload = command(wanted.reload);
  const health = (serial: number) => untilServed({ host, ...wanted.server }, wanted, wantOf(wanted), { zone, serial });
  if (!approved) {
    for (const script of [reload, health(seen.serials?.file ?? 0)]) {
      const { code, stdout, stderr } = await applying.hosts(host).run(script);
      if (code !== 0) throw new Error(`${host}: ${wanted.reload.join(' ')} failed: ${(stdout + stderr).trim()}`);
    }
    return;
  }
  const { source } = await readFacts(applying.hosts, { source: sourceFact(wanted) });
  const around = aroundOf(wanted, source);
  await changeFile(wanted, applying, {
    make: (text) => changeFor(text, wanted, seen.today, { around, answered: seen.served }),
    approved: (made) => made !== null && sameChange(made.patch, approved.patch),
    service: (made) => ({
      check: checkZone(zone, file),
      reload,
      health: health(viewZone(made?.text ?? '', zone, wanted, around).serial),
      service: 'dns',
    }),
  });
}
