import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox, sandboxFarms } from '../../platforms/sandboxes.ts';

/** What a tool is told before the option it does not know. */
const verbs: Readonly<Record<string, string>> = { 'gnt-instance': 'add', 'gnt-job': 'list', 'gnt-node': 'list' };
/** No option of its own: sudo runs a command, dd is the real one, the job runner is nobody's tool, and the sandbox keeps no journal. */
const without = ['sudo', 'dd', 'ganeti-job', 'journalctl'];

/** Every stand-in, in the farm whose parts have it: what all have, in the first. */
const farms = await Promise.all(
  Object.entries(sandboxFarms).map(async ([name, parts], at) => {
    const before = new Set(at === 0 ? [] : Object.values(sandboxFarms).slice(0, at).flat());
    const own = parts.flatMap((part) => (before.has(part) ? [] : (part.tools ?? [])));
    const shared = at === 0 ? [join(import.meta.dirname, '../../src/sandbox/tools')] : [];
    const tools = await Promise.all([...shared, ...own].map((folder) => readdir(folder)));
    return { name, parts, tools: tools.flat().filter((tool) => tool !== 'lib' && !without.includes(tool)) };
  }),
);

describe.each(farms)('a stand-in of the farm $name', ({ parts, tools }) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 }, parts);
  });
  afterAll(() => sandbox?.close());

  it.each(tools)('takes no option it does nothing about: %s', async (tool) => {
    const { code, stderr } = await sandbox.hosts[0].exec(`${tool} ${verbs[tool] ?? ''} --no-such-option`);
    expect(code).not.toBe(0);
    expect(stderr).toContain('--no-such-option');
  });
});

describe('a stand-in', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
  });
  afterAll(() => sandbox?.close());

  it('is as good where root needs sudo', async () => {
    const { stdout } = await sandbox.hosts[0].exec('sudo -n -- lvs --noheadings -o vg_name all | head -n 1');
    expect(stdout.trim()).toBe('all');
  });

  it('does its work in turn with the others', async () => {
    const [host] = sandbox.hosts;
    const codes = await Promise.all(
      Array.from({ length: 12 }, async () => (await host.exec('lvcreate --yes --extents 1 --name one -- all')).code),
    );
    expect(codes.filter((code) => code === 0)).toHaveLength(1);
  });

  it("queues Ganeti's jobs: each is done once, by whoever submitted it or after they have gone", async () => {
    const [host] = sandbox.hosts;
    const submit = 'gnt-instance start --submit skaro.xivo.vm.farm';
    const lines = await Promise.all(Array.from({ length: 5 }, async () => (await host.exec(submit)).stdout));
    const ids = lines.map((line) => Number(line.split(':')[0])).sort((a, b) => a - b);
    expect(ids).toEqual([3, 4, 5, 6, 7]);
    for (const id of ids) expect((await host.exec(`gnt-job watch ${id}`)).code).toBe(0);
  });
});
