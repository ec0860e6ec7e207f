import type { Applying } from '../../src/engine/action.ts';
import { done } from './copy-script.ts';

/** What the attempts before this one did, as the copy's script wants it. Throws where one of them still runs. */
export async function earlierOutput(host: string, { hosts, earlier }: Applying): Promise<string> {
  const { jobs } = hosts(host);
  let all = '';
  for (const id of earlier) {
    for (let [offset, more] = [0, true]; more; ) {
      const found = await jobs.follow(id, offset);
      if (found.state.state === 'running')
        throw new Error(`${host}: an earlier copy still runs (job ${id}): wait until it has ended, then retry`);
      all += found.output;
      more = found.next > offset;
      offset = found.next;
    }
  }
  return done(all);
}
