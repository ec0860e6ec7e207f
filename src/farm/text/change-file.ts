import type { Applying } from '../../engine/action.ts';
import type { Transaction } from '../../ssh/host.ts';
import { editFiles, textOf } from './file.ts';

/** A change of one file that a service reads. `Made`: the change as it is made, by whatever its platform knows it. */
interface FileChanging<Made extends { readonly text: string }> {
  /** The change of the text as it is by now; null: it needs none. Throws when it cannot be changed. */
  make(text: string): Made | null;
  /** Whether that is what was approved. */
  approved(made: Made | null): boolean;
  /** How the new file is checked and loaded, and the service found well; a file that needs no change is loaded again. */
  service(made: Made | null): Omit<Transaction, 'edits' | 'fence'>;
}

/**
 * Reads a file of a service, makes the change of it that was approved, and has the service take it, all or nothing: else the old file is put
 * back, and loaded. Throws as `editFiles` does, and when the change is another by now.
 */
export async function changeFile<Made extends { readonly text: string }>(
  { host, file }: { readonly host: string; readonly file: string },
  { hosts, fence }: Pick<Applying, 'hosts' | 'fence'>,
  { make, approved, service }: FileChanging<Made>,
): Promise<void> {
  await editFiles(hosts(host), [file], ([state = null]) => {
    const place = `${host}:${file}`;
    const before = textOf(place, state);
    const made = make(before);
    if (!approved(made))
      throw new Error(`${place} was edited meanwhile, and the change is not the approved one any more`);
    const edits = [{ path: file, before: { text: before }, after: { text: made?.text ?? before } }];
    return { edits, ...service(made), fence };
  });
}
