import { link, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file that is not there yet: whole, or not at all.
 * @throws Error what came back, when it is there by now or cannot be written.
 */
export async function writeNew(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  try {
    await writeFile(beside, text, { flag: 'wx' });
    // Unlike a rename, it replaces nothing.
    await link(beside, file);
  } catch (cause) {
    throw new Error(`${file} was not written: ${(cause as Error).message}`, { cause });
  } finally {
    await rm(beside, { force: true });
  }
}
