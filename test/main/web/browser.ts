import { type Browser, launch, type Page } from 'puppeteer-core';
import { installed } from '../../support/installed.ts';

/** Chromium without a window. Whoever asks for it closes it. */
export function startBrowser(): Promise<Browser> {
  const executablePath = installed('chromium');
  if (executablePath === undefined) throw new Error('it needs Chromium: apt-get install chromium');
  return launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'] });
}

/** How a page is looked at. */
export interface Look {
  /** Pixels. */
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

/** Sets the width of the window and the colours that its person prefers. */
export async function look(page: Page, { width, scheme }: Look): Promise<void> {
  await page.setViewport({ width, height: 844 });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: scheme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
}
