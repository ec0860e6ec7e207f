import type { Break } from '../../../src/sandbox/breaks.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

const submit = (verb: string): Break => ({ tool: 'gnt-instance', when: `${verb} --submit` });

/** What makes each of its actions fail. */
export const breaks: SandboxPart['breaks'] = {
  'ganeti.add': submit('add'),
  'ganeti.replace': ({ storage }) => ({ tool: 'lvrename', host: String(storage) }),
  'ganeti.start': submit('start'),
  'ganeti.stop': submit('stop'),
  'ganeti.remove': submit('remove'),
  'ganeti.boot': submit('start'),
  'ganeti.dismiss': submit('remove'),
  'ganeti.bin': submit('remove'),
  'ganeti.restore': submit('add'),
  'ganeti.maximum': { tool: 'gnt-instance', when: '-B maxmem=' },
  'ganeti.vcpus': { tool: 'gnt-instance', when: '-B vcpus=' },
  'ganeti.grow': submit('grow-disk'),
  'ganeti.mirror': { tool: 'gnt-instance', when: '-t drbd' },
  // The same question is asked when the step is looked at.
  'ganeti.synced': { tool: 'socat', when: '/proc/drbd', times: 100 },
  // Of several in one plan, that of the step's own instance.
  'ganeti.migrate': ({ instance }) => ({ tool: 'gnt-instance', when: `-f ${instance}` }),
  'ganeti.failover': submit('failover'),
  'ganeti.move': submit('move'),
  'ganeti.drain': { tool: 'gnt-node', when: 'modify --submit' },
  // The same questions are asked of the monitor and the VM before anything is done, each time a person looks.
  'ganeti.booted': { tool: 'socat', when: '.monitor', times: 100 },
  'balloon.set': { tool: 'socat', when: '.monitor', times: 100 },
};
