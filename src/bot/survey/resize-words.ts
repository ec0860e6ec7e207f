import { parseSize } from '../../farm/units.ts';
import { saidWith } from '../options.ts';
import { Refusal } from '../refusal.ts';

/** What a VM was asked to have. */
export interface ResizeWords {
  /** Bytes: whole MiB. */
  readonly memory?: number;
  readonly vcpus?: number;
  readonly disk?: ResizedDisk;
}

/** A disk, and what it was asked to have. */
export interface ResizedDisk {
  /** Which, from 0; absent where that was not said. */
  readonly index?: number;
  /** Whole MiB. */
  readonly bytes: number;
}

const mebi = 2 ** 20;

/** How each option is read; undefined: it is none of its values. */
const options: Readonly<
  Record<string, { readonly read: (word: string) => ResizeWords | undefined; readonly form: string }>
> = {
  '--memory': { read: (word) => sized(word, (memory) => ({ memory })), form: 'size, such as 512M or 2G' },
  '--vcpus': {
    read: (word) => (/^[1-9]\d{0,2}$/.test(word) ? { vcpus: Number(word) } : undefined),
    form: 'number of virtual CPUs, such as 2',
  },
  '--disk': {
    read: (word) => {
      const [, index, size = ''] = /^(?:(\d{1,2}):)?(.*)$/.exec(word) ?? [];
      return sized(size, (bytes) => ({ disk: { bytes, ...(index !== undefined && { index: Number(index) }) } }));
    },
    form: 'size, such as 500G or 1T, of the second disk 1:500G',
  },
};

const takes = Object.fromEntries(Object.entries(options).map(([name, { form }]) => [name, `a ${form}`]));

/** The words after the VM's name: `[--memory SIZE] [--vcpus N] [--disk [N:]SIZE]`. Throws Refusal. */
export function resizeWords(all: readonly string[]): ResizeWords {
  const { options: given } = saidWith(takes, all, 0);
  const read = [...given].map(([name, value]) => {
    const asked = options[name]?.read(value);
    if (!asked) throw new Refusal(`"${value}" is no ${options[name]?.form}.`);
    return asked;
  });
  return Object.assign({}, ...read);
}

function sized(word: string, asked: (bytes: number) => ResizeWords): ResizeWords | undefined {
  const bytes = parseSize(word);
  return bytes === undefined || bytes === 0 ? undefined : asked(Math.ceil(bytes / mebi) * mebi);
}
