import type { Inventory } from '../../src/farm/inventory.ts';

/** A service that says nothing of anybody. */
export const emptyInventory: Inventory = { claims: [], references: [], opaque: [] };
