import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, openInstallation } from './farmhand.ts';
import { type LabFarm, labFarm } from './fixture.ts';
import { footprint } from './footprint.ts';

/** A change by hand that nobody has loaded yet. */
const trap = String.raw`sed -i 's/^?SECTION NEW$/&\nDROP net $FW tcp 22/' /etc/shorewall/rules`;

describe('a firewall that would cut farmhand off on a real farm', () => {
  let lab: LabFarm;
  let installation: Installation;
  let before: string;

  beforeAll(async () => {
    lab = await labFarm();
    installation = await openInstallation(lab);
    expect((await lab.exec(trap)).code).toBe(0);
    before = await footprint(lab);
  });
  afterAll(() => installation?.close());

  it("is taken back by the dead man's switch, and the person who asked is told", async () => {
    const { state, steps } = await installation.outcome(installation.see(1, 'clone gallifrey dev'));
    const firewall = steps.find(({ id }) => id === 'firewall');
    expect(firewall).toMatchObject({ state: 'failed' });
    expect(firewall?.why).toMatch(
      /let no new SSH connection in within 30 s .* dead man's switch .* the old rules are back/,
    );
    expect(state).toBe('failed');
  });

  it('lets people in again, with the rules and the files there were', async () => {
    const { code, stdout, stderr } = await lab.exec('shorewall status && ! grep VM_GALLIFREY_DEV /etc/shorewall/*');
    expect(code, stdout + stderr).toBe(0);
    expect((await lab.exec('iptables -w -t nat -S')).stdout).not.toContain('22006');
    expect((await lab.exec('iptables -w -S')).stdout).toMatch(/^-A net-fw .*-j ACCEPT/m);
  });

  it('is undone with the rest of the clone', async () => {
    const { state, why } = await installation.outcome(installation.see(2, 'undo 1'));
    expect(state, why).toBe('done');
    expect(await footprint(lab)).toBe(before);
  });
});
