import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonAwk } from '../../../platforms/ganeti/json-awk.ts';
import { volumesFunction, volumesOf } from '../../../platforms/ganeti/volumes.ts';
import { anyText } from '../../support/any-text.ts';

const config = {
  version: 3000000,
  cluster: { tags: ['"instances":{"x":{"name":"x.farm"}}', '\\"', '\\'], nothing: '', none: null },
  disks: {
    d1: { dev_type: 'plain', logical_id: ['all', 'one.disk0'], children: [{ logical_id: ['all', 'child'] }] },
    d2: { logical_id: ['ssd', 'two.disk1'], dev_type: 'plain', params: {} },
    d3: {
      logical_id: ['host01', 'host02', 11000, 0, 0, 'secret'],
      dev_type: 'drbd',
      children: [
        { logical_id: ['all', 'three.disk0_data'], dev_type: 'plain', children: [{ logical_id: ['all', 'child'] }] },
        { logical_id: ['all', 'three.disk0_meta'], dev_type: 'plain', children: [] },
      ],
    },
    d4: { dev_type: 'file', logical_id: ['loop', '/srv/ganeti/disk0'], children: [] },
  },
  instances: {
    a: { name: 'gallifrey.xivo.vm.farm', disks: ['d1', 'd2'], nics: [{ name: 'eth0' }] },
    b: { disks: ['d3'], name: 'mondas.xivo.vm.farm' },
    d: { disks: ['d4'], name: 'skaro.xivo.vm.farm' },
    c: { name: 'tardis.xivo.vm.farm', disks: [] },
  },
  serial_no: 7,
};

/** What the script prints of a file with that text; null where it says that it failed. */
function read(text: string, asRoot = '[ "$*" = "cat -- /config" ] && printf %s "$CONFIG"') {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', `as_root() { ${asRoot}; }\n${volumesFunction}\nvolumes /config`],
    { encoding: 'utf8', env: { ...process.env, CONFIG: text } },
  );
  return status === 0 ? volumesOf(stdout.split('\n').filter((line) => line !== '')) : stderr;
}

describe('the volumes of each instance', () => {
  test.each([
    ['as Ganeti writes it', JSON.stringify(config)],
    ['written wider', JSON.stringify(config, null, 2)],
  ])('come from the master’s own configuration, %s', (_, text) => {
    expect(read(text)).toEqual(
      new Map([
        [
          'gallifrey.xivo.vm.farm',
          [
            { group: 'all', name: 'one.disk0' },
            { group: 'ssd', name: 'two.disk1' },
          ],
        ],
        ['mondas.xivo.vm.farm', [{ group: 'all', name: 'three.disk0_data' }]],
        ['skaro.xivo.vm.farm', []],
        ['tardis.xivo.vm.farm', []],
      ]),
    );
  });

  test('are none where there are no instances', () => {
    expect(read('{"instances":{},"disks":{}}')).toEqual(new Map());
  });

  test.each([
    ['cannot be read', '', 'echo "cat: Permission denied" >&2; false', 'cat: Permission denied'],
    ['is empty', '', undefined, 'it is not the configuration of Ganeti 3'],
    ['is of another shape', '{"instances":[]}', undefined, 'it is not the configuration of Ganeti 3'],
    ['is cut short', JSON.stringify(config).slice(0, -30), undefined, 'it is not the configuration of Ganeti 3'],
  ])('are not told where that %s', (_, text, asRoot, said) => {
    expect(read(text, asRoot)).toContain(said);
  });
});

/** Every leaf of a JSON value with its place, as `got` of the awk program is called. */
function leaves(value: unknown, place: readonly (string | number)[] = []): readonly string[] {
  if (value === null || typeof value !== 'object') {
    const text = typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value);
    return [`${place.join(' ')}=${text}`];
  }
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => {
    const step = typeof key === 'string' ? JSON.stringify(key).slice(1, -1) : key;
    return leaves((value as Record<string | number, unknown>)[key], [...place, step]);
  });
}

test('awk reads JSON as it is meant', () => {
  const shows = `${jsonAwk}
    function got(value,   place, at) {
      for (at = 1; at <= depth; at++) place = place (at > 1 ? " " : "") key[at]
      print place "=" value
    }`;
  const value = fc.jsonValue({ stringUnit: anyText({ minLength: 1, maxLength: 1 }) });
  const json = fc.tuple(fc.record({ value }), fc.constantFrom(undefined, 1, '\t'));
  fc.assert(
    fc.property(json, ([value, indent]) => {
      const { stdout } = spawnSync('awk', [shows], {
        encoding: 'utf8',
        input: JSON.stringify(value, null, indent),
        env: { ...process.env, LC_ALL: 'C' },
      });
      expect(stdout.split('\n').slice(0, -1)).toEqual(leaves(value));
    }),
    { numRuns: 60 },
  );
});
