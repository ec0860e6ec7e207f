import { styleText } from 'node:util';

/** What a part of a line is, for colours. */
export type Shade = 'good' | 'bad' | 'warning' | 'faint' | 'strong' | 'guide';

export type Paint = (shade: Shade, text: string) => string;

const styles = { good: 'green', bad: 'red', warning: 'yellow', faint: 'dim', strong: 'bold', guide: 'cyan' } as const;

/** Colours where the terminal has them and nobody has asked for none (https://no-color.org). */
export function painter(terminal: boolean, env: Readonly<Record<string, string | undefined>>): Paint {
  const plain = !terminal || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  return plain ? (_, text) => text : (shade, text) => styleText(styles[shade], text, { validateStream: false });
}
