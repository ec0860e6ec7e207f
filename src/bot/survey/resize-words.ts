import { parseSize } from '../../farm/units.ts';
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

/** The words after the VM's name: `[--memory SIZE] [--vcpus N] [--disk [N:]SIZE]`. Throws Refusal. */
export function resizeWords(words: readonly string[]): ResizeWords {
  let asked: ResizeWords = {};
  for (let at = 0; at < words.length; at += 2) {
    const [word = '', value] = words.slice(at, at + 2);
    const option = Object.hasOwn(options, word) ? options[word] : undefined;
    if (!option)
      throw new Refusal(`What ${JSON.stringify(word)} is for is said before it: --memory, --vcpus or --disk.`);
    if (value === undefined) throw new Refusal(`${word} takes a ${option.form}.`);
    const read = option.read(value);
    if (!read) throw new Refusal(`"${value}" is no ${option.form}.`);
    if (Object.keys(read).some((key) => key in asked)) throw new Refusal(`${word} is there twice.`);
    asked = { ...asked, ...read };
  }
  return asked;
}

function sized(word: string, asked: (bytes: number) => ResizeWords): ResizeWords | undefined {
  const bytes = parseSize(word);
  return bytes === undefined || bytes === 0 ? undefined : asked(Math.ceil(bytes / mebi) * mebi);
}
