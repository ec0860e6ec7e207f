import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that every page refers to; its path changes with its text. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

function asset(file: string, type: string): Asset {
  const text = readFileSync(join(import.meta.dirname, 'assets', file), 'utf8');
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: `/assets/${version}/${file}`, type, text };
}

export const assets = {
  css: asset('page.css', 'text/css; charset=utf-8'),
  script: asset('live.js', 'text/javascript; charset=utf-8'),
  icon: asset('icon.svg', 'image/svg+xml'),
} as const;
