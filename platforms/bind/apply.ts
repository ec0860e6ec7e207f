import type { Applying } from '../../src/engine/action.ts';
import { readFacts } from '../../src/engine/look.ts';
import { untilResolved } from '../../src/farm/dns/resolve.ts';
import { editFiles, textOf } from '../../src/farm/text/file.ts';
import { sameChange } from '../../src/farm/text/patch.ts';
import { awaited, type RecordArgs, type Want } from './args.ts';
import { aroundFacts, aroundOf } from './around.ts';
import { changeFor } from './change.ts';
import { servedSerial } from './facts.ts';
import { checkZone, command, untilServed } from './reload.ts';
import type { Seen } from './see.ts';
import { viewZone } from './view.ts';

/** Has the file and the server say what is wanted, and waits for the hosts that must find the name. */
export async function apply(wanted: RecordArgs, seen: Seen, applying: Applying, want: Want): Promise<void> {
  const works = !seen.change && seen.served.includes(wanted.value) === (want === 'present');
  if (!works) await write(wanted, seen, applying, want);
  const { name, value: address } = wanted;
  await untilResolved({ name, address, resolvers: awaited(wanted, want), negative: seen.negative }, applying);
}

/** Edits the file where it is to be edited, reloads, and waits until the server has it. */
async function write(wanted: RecordArgs, seen: Seen, applying: Applying, want: Want): Promise<void> {
  const host = applying.hosts(wanted.host);
  const reload = command(wanted.reload);
  const health = (serial: number) =>
    untilServed({ host: wanted.host, ...wanted.server }, wanted, want, { zone: wanted.zone, serial });
  if (!seen.change) {
    for (const script of [reload, health(seen.serials?.file ?? 0)]) {
      const { code, stdout, stderr } = await host.run(script);
      if (code !== 0) throw new Error(`${wanted.host}: ${wanted.reload.join(' ')} failed: ${(stdout + stderr).trim()}`);
    }
    return;
  }
  const approved = seen.change.patch;
  const { source, soa } = await readFacts(applying.hosts, aroundFacts(wanted));
  const around = aroundOf(wanted, servedSerial(soa), source);
  await editFiles(host, [wanted.file], ([state]) => {
    const text = textOf(`${wanted.host}:${wanted.file}`, state ?? null);
    const change = changeFor(text, wanted, want, seen.today, { around, answered: seen.served });
    if (!change || !sameChange(change.patch, approved)) {
      throw new Error(
        `${wanted.host}:${wanted.file} was edited meanwhile, and the change is not the approved one any more`,
      );
    }
    return {
      edits: [{ path: wanted.file, before: { text }, after: { text: change.text } }],
      check: checkZone(wanted.zone, wanted.file),
      reload,
      health: health(viewZone(change.text, wanted.zone, wanted, around).serial),
      fence: applying.fence,
      service: 'dns',
    };
  });
}
