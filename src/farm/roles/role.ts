import type * as z from 'zod';
import type { Inventory } from '../inventory.ts';
import type { Part } from '../read-parts.ts';

/** What the settings of a platform may be worked out from. */
export interface Around {
  /** The host that plays every role that names none. */
  readonly only: string;
  /** The host new instances run on; not known yet where the hypervisor's own settings are worked out. */
  readonly nodeHost: string;
}

/** How a platform is described in farm.yaml. */
export interface SettingsOf<Settings> {
  /** The section it is described in: the role's, or the platform's own name. */
  readonly section: string;
  /** Its block. Strict, with `kind` as a literal that may be left out where it is the role's first platform. */
  readonly schema: z.ZodObject;
  /** The farm's settings of it, defaults filled in. `block`: what the schema made of the section. */
  resolve(block: never, around: Around): Settings;
}

/** What every service says of who has what. */
export type Inventoried = Part<{ readonly inventory: Inventory }>;

/** What all roles have in common: which platform plays it, and how it is described. */
export interface RoleOf<Settings> {
  readonly kind: string;
  readonly settings: SettingsOf<Settings>;
}
