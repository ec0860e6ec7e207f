import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';

/** An operating system as gnt-os(8) lists it. */
export const osName = s.text('a Ganeti OS such as debootstrap+default', /^[A-Za-z0-9][A-Za-z0-9._+-]*$/);

/** Bytes: a whole number of the mebibytes that Ganeti and QEMU count in. */
export const wholeMebibytes = z
  .int()
  .positive()
  .multipleOf(2 ** 20);

/** Ganeti's own identity of an instance: a name can be given again. */
export const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** The receipt of a step that made an instance, or removed one. */
export const Identified = z.object({ uuid });

/**
 * Where an instance's balloon is asked, so that an undo of its stop gives it no more memory than it had. `node`: the one that is that host; absent in
 * journals of versions that knew of one.
 */
export const monitor = z.strictObject({ host: s.label, monitors: s.remotePath, node: s.domain.optional() });

/** An instance on the cluster whose master is `host`. */
export const instanceArgs = { host: s.label, instance: s.domain };
