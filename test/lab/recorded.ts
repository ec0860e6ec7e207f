import { expect, it } from 'vitest';
import { type ContractCase, type Exec, observe } from '../contract/host-tools.ts';
import { readRecording, record } from '../contract/recording.ts';
import type { LabFarm } from './fixture.ts';

/** `RECORD=1 npm run lab -- test host-tools` writes down what the real tools show; without, it holds them to what was written. */
const recording = process.env.RECORD === '1';

/** Tests that the lab's tools show in each case what was recorded of them. */
export function recorded(groups: Readonly<Record<string, readonly ContractCase[]>>, farm: () => LabFarm): void {
  /** A command that ssh could not carry out is a failure of the lab's, not of the tools. */
  const exec: Exec = async (command) => {
    const { code, ...said } = await farm().exec(command);
    if (code === null || code === 255) throw new Error(`ssh to the lab failed: ${said.stderr}`);
    return { code, ...said };
  };
  for (const [tools, cases] of Object.entries(groups)) {
    it.each(cases.map((each) => [each.name, each] as const))(`${tools}: %s`, async (name, each) => {
      const observed = await observe(exec, '', each);
      if (recording) await record(tools, name, observed);
      expect(observed).toEqual((await readRecording(tools))[name]);
    });
  }
}
