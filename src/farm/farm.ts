import type { Roles } from './roles/roles.ts';
import type { FarmSettings } from './settings.ts';

/** The farm as farm.yaml describes it, with the platforms it chooses: functions over it are in naming.ts and pool.ts, those of its roles in platforms/. */
export interface Farm extends FarmSettings {
  /** Who plays each role. */
  readonly roles: Roles;
}
