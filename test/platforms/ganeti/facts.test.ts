import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { clusterFact, volumesFunction, volumesOf } from '../../../platforms/ganeti/cluster.ts';
import { instancesFact } from '../../../platforms/ganeti/instances.ts';
import { complaint, jobIn, waitingIn } from '../../../platforms/ganeti/job-scripts.ts';

const result = (stdout: string, code = 0, stderr = '') => ({ code, stdout, stderr, truncated: false });
const mebi = 2 ** 20;

/** Printed by Ganeti 3.0.2. */
const list = [
  'gallifrey.xivo.vm.farm|8be85a09-216d-439b-be54-e42aa5066926|running|host01.farm|256|52:54:7a:c4:05:d1|256',
  'skaro.xivo.vm.farm|a74e25a9-568d-479d-9413-fc000d2796f8|ADMIN_down|host01.farm|256|52:54:3C:1E:90:02,52:54:3c:1e:90:03|256,1024',
];

test('instances are told with their MACs, memory and disks', () => {
  expect(instancesFact('host01').parse(result(`${list.join('\n')}\n`))).toEqual([
    {
      name: 'gallifrey.xivo.vm.farm',
      uuid: '8be85a09-216d-439b-be54-e42aa5066926',
      status: 'running',
      node: 'host01.farm',
      memory: 256 * mebi,
      macs: ['52:54:7a:c4:05:d1'],
      disks: [256 * mebi],
    },
    {
      name: 'skaro.xivo.vm.farm',
      uuid: 'a74e25a9-568d-479d-9413-fc000d2796f8',
      status: 'ADMIN_down',
      node: 'host01.farm',
      memory: 256 * mebi,
      macs: ['52:54:3c:1e:90:02', '52:54:3c:1e:90:03'],
      disks: [256 * mebi, 1024 * mebi],
    },
  ]);
});

test('an instance may have underscores in its name, as Ganeti lets it', () => {
  expect(instancesFact('host01').parse(result('build_1.vm.farm|u|running|host01.farm|1|-|1\n'))).toMatchObject([
    { name: 'build_1.vm.farm' },
  ]);
});

test('a cluster without instances has none', () => {
  expect(instancesFact('host01').parse(result(''))).toEqual([]);
});

test.each([
  [
    'a master that is down',
    result('', 1, 'Cannot communicate with the master daemon.\n'),
    'host01: gnt-instance list failed: Cannot communicate',
  ],
  ['a line of another shape', result('gallifrey|running\n'), 'gnt-instance list printed "gallifrey|running"'],
  ['a warning among the lines', result('Warning: the queue is drained\n'), 'which is no instance'],
  ['columns that hold nothing', result('||||||\n'), 'which is no instance'],
  ['a status Ganeti does not have', result('a.farm|u|fine|host01|1|-|1\n'), 'which is no instance'],
])('%s is said', (_, answer, message) => {
  expect(() => instancesFact('host01').parse(answer)).toThrow(message);
});

const info = [
  '- Instance name: gallifrey.xivo.vm.farm',
  '  State: configured to be up',
  '  Disks: ',
  '    - disk/0: plain, size 256M',
  '      logical_id: all/8279b256-ce8f-4774-957c-f4300648eeaa.disk0',
  '- Instance name: skaro.xivo.vm.farm',
  '    - disk/0: plain, size 256M',
  '      logical_id: all/3bb054a6-543e-4e35-9fa7-54ac46d1eab0.disk0',
  '    - disk/1: plain, size 1.0G',
  '      logical_id: all/3bb054a6-543e-4e35-9fa7-54ac46d1eab1.disk1',
];
const letter = (mark: string, lines: readonly string[], code = 0) =>
  [...lines, `exit ${code}`].map((line) => `${mark} ${line}`);
/** The three answers as they come: each line with its letter, the queries' lines among each other's. */
function cluster(i = letter('i', list), n = letter('n', ['host01.farm|3926|3400']), d = letter('d', info)) {
  const longest = Math.max(i.length, n.length, d.length);
  const mixed = Array.from({ length: longest }, (_, at) => [d[at], n[at], i[at]].filter((line) => line !== undefined));
  return clusterFact('host01').parse(result(`${mixed.flat().join('\n')}\n`));
}

test('the whole cluster is read by three queries at once, volumes with their instances', () => {
  const { instances, nodes } = cluster();
  expect(nodes).toEqual([{ name: 'host01.farm', memoryTotal: 3926 * mebi, memoryFree: 3400 * mebi }]);
  expect(instances.map(({ name, running, volumes }) => ({ name, running, volumes }))).toEqual([
    { name: 'gallifrey.xivo.vm.farm', running: true, volumes: ['8279b256-ce8f-4774-957c-f4300648eeaa.disk0'] },
    {
      name: 'skaro.xivo.vm.farm',
      running: false,
      volumes: ['3bb054a6-543e-4e35-9fa7-54ac46d1eab0.disk0', '3bb054a6-543e-4e35-9fa7-54ac46d1eab1.disk1'],
    },
  ]);
});

test.each(['ERROR_nodedown', 'ERROR_nodeoffline'])(
  'whether an instance runs is not known when Ganeti says %s',
  (status) => {
    const there = list.map((line) => line.replace('|running|', `|${status}|`));
    expect(cluster(letter('i', there)).instances.map(({ running }) => running)).toEqual([null, false]);
  },
);

test('a cluster may have no instances', () => {
  expect(cluster(letter('i', []), undefined, letter('d', ['No instances.'], 1)).instances).toEqual([]);
});

test('a query that failed is said, with what it printed', () => {
  expect(() => cluster(undefined, letter('n', ['Failure: something'], 1))).toThrow(
    'host01: gnt-node list failed: Failure: something',
  );
  expect(() => clusterFact('host01').parse(result('i exit 0\nd exit 0\n'))).toThrow('gnt-node list failed: no answer');
});

test.each([
  ['nothing yet', '', undefined],
  ['a job', 'farmhand: ganeti job 20\nOutput from job 20 follows\n', '20'],
  ['half a line', 'farmhand: ganeti job 2', undefined],
])('of a submission, %s is read', (_, output, job) => {
  expect(jobIn(output)).toBe(job);
});

test.each([
  [
    'a refusal',
    "farmhand: ganeti job 21\nOutput from job 21 follows\n--------------------------\nJob 21 failed: Failure: prerequisites not met for this operation:\nerror type: already_exists, error details:\nInstance 'fbx.xivo.vm.farm' is already in the cluster\n",
    "Instance 'fbx.xivo.vm.farm' is already in the cluster",
  ],
  [
    'a failure',
    'Job 22 failed: Failure: command execution error:\nCould not start instance\n',
    'command execution error: / Could not start instance',
  ],
  ['anything else', 'sudo: a password is required\n', 'sudo: a password is required'],
])('of %s, what people need is told', (_, output, told) => {
  expect(complaint(output)).toBe(told);
});

describe('the volumes of each instance', () => {
  const config = {
    disks: {
      d1: { dev_type: 'plain', logical_id: ['all', 'one.disk0'] },
      d2: { dev_type: 'plain', logical_id: ['all', 'two.disk1'] },
      d3: { dev_type: 'drbd', logical_id: ['host01', 'host02', 11000, 0, 0, 'secret'] },
    },
    instances: {
      a: { name: 'gallifrey.xivo.vm.farm', disks: ['d1', 'd2'] },
      b: { name: 'skaro.xivo.vm.farm', disks: ['d3'] },
      c: { name: 'tardis.xivo.vm.farm', disks: [] },
    },
  };
  const read = (asRoot: string) => {
    const { stdout } = spawnSync(
      'sh',
      ['-c', `as_root() { ${asRoot}; }\n${volumesFunction}\nvolumes`, 'sh', JSON.stringify(config)],
      {
        encoding: 'utf8',
        env: { ...process.env, CONFIG: JSON.stringify(config) },
      },
    );
    return volumesOf(stdout.split('\n'));
  };

  test('come from the master’s own configuration, for which no job is submitted', () => {
    const volumes = read('[ "$1" = cat ] && printf %s "$CONFIG"');
    expect(volumes).toEqual(
      new Map([
        ['gallifrey.xivo.vm.farm', ['one.disk0', 'two.disk1']],
        ['skaro.xivo.vm.farm', []],
        ['tardis.xivo.vm.farm', []],
      ]),
    );
  });

  test.each([
    ['cannot be read', ':'],
    ['is of another shape', 'echo "{}"'],
  ])('come from gnt-instance info where that %s', (_, cat) => {
    const info = 'printf "%s\\n" "- Instance name: x.farm" "      logical_id: all/x.disk0"';
    expect(read(`if [ "$1" = cat ]; then ${cat}; else ${info}; fi`)).toEqual(new Map([['x.farm', ['x.disk0']]]));
  });
});

test.each([
  [
    'a job that waits for a lock',
    'farmhand: ganeti job 43\nfarmhand: waits for node/host01 (held by job42)\n',
    'waits for node/host01 (held by job42)',
  ],
  [
    'one that runs since',
    'farmhand: ganeti job 43\nfarmhand: waits for node/host01 (held by job42)\nOutput\n-----\nx\n',
    undefined,
  ],
  ['one that never waited', 'farmhand: ganeti job 43\n', undefined],
])('of %s it is known what it waits for', (_, output, waits) => {
  expect(waitingIn(output)).toBe(waits);
});
