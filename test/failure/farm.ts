import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparable, type Sandbox, type SandboxSettings } from '../../platforms/sandboxes.ts';
import type { PlannedStep } from '../../src/engine/plan.ts';
import type { RunView } from '../../src/engine/run.ts';
import type { Farm } from '../../src/farm/farm.ts';
import type { Snapshot } from '../../src/sandbox/made.ts';
import { type Scene, scene } from '../commands/scene.ts';
import { breakOf, type Kind } from './breaks.ts';

/** A farm whose tools fail when a step uses them. */
export interface FailingFarm {
  /** The host's. */
  readonly folder: string;
  readonly sandbox: Sandbox;
  /** Everything there is on it but the zones' serials. */
  now(): Promise<Snapshot>;
  /**
   * Says it, has a second person approve it, and gives the newest run when it has come to rest. `between`: done when it is
   * planned and not approved yet.
   */
  run(text: string, between?: () => Promise<void>): Promise<RunView>;
  /** What was last answered and told. */
  told(): string;
  /** From now on that step fails. */
  fails(step: PlannedStep, kind: Kind): Promise<void>;
  mend(step: PlannedStep): void;
}

/** Made anew. A VM that does not answer is given up after a second. `settings`: from the sandbox; `change`: what else is different from its farm.yaml. */
export async function failingFarm(
  settings: SandboxSettings = {},
  change: (farm: Farm) => Farm = (farm) => farm,
): Promise<FailingFarm> {
  const made = await scene((farm) => change({ ...farm, proof: { ...farm.proof, timeout: 1 } }), settings);
  const { sandbox, say } = made;
  const { folder } = sandbox.hosts[0];
  const hostOf = (step: PlannedStep) => {
    const { host } = breakOf(step);
    return sandbox.hosts.find(({ name }) => name === host) ?? sandbox.hosts[0];
  };
  let lines: readonly string[] = [];
  return {
    folder,
    sandbox,
    now: async () => comparable(await sandbox.snapshot()),
    async run(text, between = async () => undefined) {
      const asked = await say(text);
      const { run, state } = await latest(made);
      await between();
      lines = state === 'waiting' ? [...asked, ...(await say(`approve ${run}`, 'sarah'))] : asked;
      return latest(made);
    },
    told: () => lines.join('\n'),
    fails: (step, kind) => {
      const { tool, times, when } = breakOf(step);
      return hostOf(step).faults.tool(tool, { kind }, { times, when });
    },
    mend(step) {
      const { tool, when } = breakOf(step);
      const file = join(hostOf(step).folder, 'faults', tool);
      if (!existsSync(file)) return;
      const left = readFileSync(file, 'utf8').split('\n');
      writeFileSync(file, left.filter((line) => !line.endsWith(`\t${when}`)).join('\n'));
    },
  };
}

async function latest({ farmhand }: Scene): Promise<RunView> {
  const [head] = await farmhand.engine.runs({ limit: 1 });
  const view = head && (await farmhand.engine.view(head.run));
  if (!view) throw new Error('nothing was planned');
  return view;
}
