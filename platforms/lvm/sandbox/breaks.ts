import type { Break } from '../../../src/sandbox/breaks.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

const lvremove: Break = { tool: 'lvremove' };

/** What makes each of its actions fail. */
export const breaks: SandboxPart['breaks'] = {
  'lvm.snapshot': ({ name }) => ({ tool: 'lvcreate', when: `--name ${withoutSerial(name)}` }),
  'lvm.snapshots': ({ disks = [] }) => {
    const [first] = disks as readonly { readonly name: string }[];
    return { tool: 'lvcreate', when: `--name ${withoutSerial(first?.name)}` };
  },
  'lvm.volume': ({ name }) => ({ tool: 'lvcreate', when: `--name ${withoutSerial(name)}` }),
  'lvm.placeholder': ({ name }) => ({ tool: 'lvcreate', when: `--name ${withoutSerial(name)}` }),
  'lvm.copy': ({ to, across }) =>
    across ? { tool: 'ssh', when: 'conv=nocreat,notrunc' } : { tool: 'dd', when: `/${withoutSerial(to)}` },
  'lvm.discard': ({ name }) => ({ tool: 'lvremove', when: `/${withoutSerial(name)}` }),
  'lvm.remove': lvremove,
  'lvm.purge': ({ name }) => ({ tool: 'lvremove', when: `-${String(name).replace(/^.*?disk\d+-/, '')}` }),
};

/** The name of a volume without what another run has another of: `gallifrey-dev.disk1.` */
function withoutSerial(name: unknown): string {
  return String(name).replace(/[0-9a-f]{8}$/, '');
}
