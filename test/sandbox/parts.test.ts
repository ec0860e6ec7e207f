import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actions } from '../../platforms/actions.ts';
import { sandboxParts } from '../../platforms/sandboxes.ts';
import { vms } from '../../src/sandbox/vms.ts';

const root = join(import.meta.dirname, '../..');
const toolFolders = [join(root, 'src/sandbox/tools'), ...sandboxParts.flatMap(({ tools }) => tools ?? [])];
const toolFiles = toolFolders.flatMap((cwd) => globSync('{*,lib/*.*}', { cwd }).filter((name) => name !== 'lib'));

function twice(names: readonly string[]): readonly string[] {
  return names.filter((name, at) => names.indexOf(name) !== at);
}

describe("the platforms' parts of the sandbox", () => {
  it('are all listed', () => {
    expect(sandboxParts).toHaveLength(globSync('platforms/*/sandbox', { cwd: root }).length);
  });

  it('never write the same file, nor the same block of farm.yaml', () => {
    const host = { vms, diskSize: 2 ** 22, master: true };
    const place = { name: 'host01', folder: '/farm/host01' };
    expect(twice(toolFiles)).toEqual([]);
    expect(twice(sandboxParts.flatMap((part) => Object.keys(part.files?.(host) ?? {})))).toEqual([]);
    const blocks = sandboxParts.flatMap((part) =>
      Object.keys(part.farmYaml?.({ master: place, services: place }) ?? {}),
    );
    expect(twice(blocks)).toEqual([]);
  });

  it('say how each of their services is started', () => {
    const services = sandboxParts.flatMap(({ services }) => services ?? []);
    expect(services.filter((unit) => !toolFiles.includes(`lib/service-${unit}.sh`))).toEqual([]);
  });

  it('break actions there are, by stand-ins there are', () => {
    const names = sandboxParts.flatMap(({ breaks }) => Object.keys(breaks ?? {}));
    expect(names.filter((name) => !actions.has(name))).toEqual([]);
    const tools = sandboxParts.flatMap(({ breaks }) =>
      Object.values(breaks ?? {}).map((one) => (typeof one === 'function' ? one({}) : one).tool),
    );
    expect(tools.filter((tool) => !toolFiles.includes(tool))).toEqual([]);
  });

  it('break every action that changes something on a host', () => {
    const names = sandboxParts.flatMap(({ breaks }) => Object.keys(breaks ?? {}));
    const without = [...actions.keys()].filter((name) => !names.includes(name));
    // vm.unneeded asks several platforms; a restored firewall, and what a VM builds, are tried by tests of their own.
    expect(without.sort()).toEqual(['packaging.build', 'packaging.lines', 'shorewall.restore', 'vm.unneeded']);
  });
});
