import type { Applying, Invocation, Receipt } from '../../src/engine/action.ts';
import { actions } from '../../src/farm/actions.ts';
import { loadFarm } from '../../src/farm/config/load.ts';
import type { Farm, PlacedVm } from '../../src/farm/farm.ts';
import { vmNamed } from '../../src/farm/naming.ts';
import { createSandbox, type Sandbox, type SandboxSettings } from '../../src/sandbox/sandbox.ts';
import type { Hosts } from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { applying, judge } from './real-host.ts';
