import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { hostTools, observe, pairTools } from './host-tools.ts';
import { readRecording } from './recording.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  // As large as the lab's, since what is shown of a disk shows its size.
  sandbox = await createSandbox({ diskSize: 256 * 2 ** 20 });
});
afterAll(() => sandbox.close());

for (const [tools, cases] of Object.entries(hostTools)) {
  describe(`the sandbox's stand-ins show what the lab's real tools showed: ${tools}`, async () => {
    const recording = await readRecording(tools);
    it.each(cases.map((each) => [each.name, each] as const))('%s', async (name, each) => {
      const [host] = sandbox.hosts;
      expect(recording[name], 'it is not recorded: RECORD=1 npm run lab -- test host-tools').toBeDefined();
      expect(await observe(host.exec, host.folder, each)).toEqual(recording[name]);
    });
    it('every recorded case is still run', () => {
      expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(recording).sort());
    });
  });
}

it.each(Object.entries(pairTools))(
  'every case of a cluster of two nodes is recorded, and none else: %s',
  async (tools, cases) => {
    expect(Object.keys(await readRecording(tools)).sort()).toEqual(cases.map(({ name }) => name).sort());
  },
);
