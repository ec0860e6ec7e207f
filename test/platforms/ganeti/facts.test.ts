import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configuredFact, instancesFact } from '../../../platforms/ganeti/instances.ts';
import { complaint, jobIn, waitingIn } from '../../../platforms/ganeti/job-scripts.ts';
import { instancesPart, nodesPart } from '../../../platforms/ganeti/state.ts';
import { readParts } from '../../../src/farm/read-parts.ts';
import type { Result, Script } from '../../../src/ssh/host.ts';
import { anyText } from '../../support/any-text.ts';

const result = (stdout: string, code = 0, stderr = '') => ({ code, stdout, stderr, truncated: false });
const mebi = 2 ** 20;
const config = '/var/lib/ganeti/config.data';

/** Printed by Ganeti 3.0.2, by its command and by luxid. */
const list = [
  'gallifrey.xivo.vm.farm|8be85a09-216d-439b-be54-e42aa5066926|52:54:7a:c4:05:d1|host01.farm|running|256|256||plain',
  'skaro.xivo.vm.farm|a74e25a9-568d-479d-9413-fc000d2796f8|52:54:3C:1E:90:02,52:54:3c:1e:90:03|host01.farm|ADMIN_down|256|256,1024|host02.farm|drbd',
];
const answer = `{"success":true,"result":[
["gallifrey.xivo.vm.farm","8be85a09-216d-439b-be54-e42aa5066926",["52:54:7a:c4:05:d1"],"host01.farm","running",256,[256],[],"plain"],
["skaro.xivo.vm.farm","a74e25a9-568d-479d-9413-fc000d2796f8",["52:54:3C:1E:90:02","52:54:3c:1e:90:03"],"host01.farm","ADMIN_down",256,[256,1024],["host02.farm"],"drbd"]
]}`.replaceAll('\n', '');

describe.each([
  ['its command', `${list.join('\n')}\n`],
  ['luxid', `${answer}\n`],
])('by %s instances are told', (_, printed) => {
  test('with their MACs, memory, disks and nodes', () => {
    expect(instancesFact('host01').parse(result(printed))).toEqual([
      {
        name: 'gallifrey.xivo.vm.farm',
        uuid: '8be85a09-216d-439b-be54-e42aa5066926',
        status: 'running',
        node: 'host01.farm',
        memory: 256 * mebi,
        macs: ['52:54:7a:c4:05:d1'],
        disks: [256 * mebi],
        secondaries: [],
        template: 'plain',
      },
      {
        name: 'skaro.xivo.vm.farm',
        uuid: 'a74e25a9-568d-479d-9413-fc000d2796f8',
        status: 'ADMIN_down',
        node: 'host01.farm',
        memory: 256 * mebi,
        macs: ['52:54:3c:1e:90:02', '52:54:3c:1e:90:03'],
        disks: [256 * mebi, 1024 * mebi],
        secondaries: ['host02.farm'],
        template: 'drbd',
      },
    ]);
  });

  test('as far as they are to be identified, where more was asked too', () => {
    expect(configuredFact('host01').parse(result(printed))).toEqual([
      {
        name: 'gallifrey.xivo.vm.farm',
        uuid: '8be85a09-216d-439b-be54-e42aa5066926',
        macs: ['52:54:7a:c4:05:d1'],
        node: 'host01.farm',
      },
      {
        name: 'skaro.xivo.vm.farm',
        uuid: 'a74e25a9-568d-479d-9413-fc000d2796f8',
        macs: ['52:54:3c:1e:90:02', '52:54:3c:1e:90:03'],
        node: 'host01.farm',
      },
    ]);
  });
});

test('what is asked to identify an instance asks no node, and begins what is asked of all', () => {
  const [asked = '', fields = ''] = configuredFact('host01').read.args ?? [];
  expect(JSON.parse(asked)).toEqual({
    method: 'QueryInstances',
    args: [[], ['name', 'uuid', 'nic.macs', 'pnode'], false],
  });
  expect(instancesFact('host01').read.args?.[1]).toMatch(RegExp(`^${fields},`));
  expect(configuredFact('host01').within).toEqual(instancesFact('host01').read);
});

test('an instance may have underscores in its name, as Ganeti lets it', () => {
  const named = (list[0] ?? '').replace('gallifrey', 'build_1');
  expect(instancesFact('host01').parse(result(`${named}\n`))).toMatchObject([{ name: 'build_1.xivo.vm.farm' }]);
});

test('a cluster without instances has none', () => {
  expect(instancesFact('host01').parse(result(''))).toEqual([]);
  expect(instancesFact('host01').parse(result('{"success":true,"result":[]}\n'))).toEqual([]);
});

test('what Ganeti does not know of an instance is nothing', () => {
  const unknown = ['a.farm|8be85a09-216d-439b-be54-e42aa5066926|-|host01.farm|ERROR_nodeoffline|?|-|-|plain'];
  const none = { macs: [], memory: 0, disks: [], secondaries: [] };
  expect(instancesFact('host01').parse(result(`${unknown}\n`))).toEqual([expect.objectContaining(none)]);
  const answer = `{"success":true,"result":[["a.farm","8be85a09-216d-439b-be54-e42aa5066926",[],"host01.farm","ERROR_nodeoffline",null,[],[],"plain"]]}`;
  expect(instancesFact('host01').parse(result(answer))).toEqual([expect.objectContaining(none)]);
});

const one = (fields: string) => result(`{"success":true,"result":[[${fields}]]}`);
test.each([
  [
    'a master that is down',
    result('', 1, 'Cannot communicate with the master daemon.\n'),
    'host01: gnt-instance list failed: Cannot communicate',
  ],
  ['a line of another shape', result('gallifrey|running\n'), 'gnt-instance list printed "gallifrey|running"'],
  ['a warning among the lines', result('Warning: the queue is drained\n'), 'which is no instance'],
  ['columns that hold nothing', result('||||||||\n'), 'which is no instance'],
  ['a status Ganeti does not have', result(list.join('\n').replace('running', 'fine')), 'which is no instance'],
  ['an error', result('{"success":false,"result":["OpPrereqError",["Unknown","wrong_input"]]}'), 'luxid answered'],
  ['an error in words', result('{"success":false,"result":"Failed to parse request"}'), 'luxid answered'],
  ['an answer that is cut short', result(answer.slice(0, 80)), 'luxid answered'],
  ['an answer that is no list', result('{"success":true,"result":null}'), 'which is no list'],
  ['an instance that is nothing', one('null'), 'which is no instance'],
  ['an instance with too few fields', one('"a.farm"'), 'which is no instance'],
  [
    'a name that is none',
    one('null,"8be85a09-216d-439b-be54-e42aa5066926",[],"n","running",1,[],[],"plain"'),
    'which is no instance',
  ],
  ['an identity that is none', one('"a.farm","",[],"n","running",1,[],[],"plain"'), 'which is no instance'],
  [
    'memory in words',
    one('"a.farm","8be85a09-216d-439b-be54-e42aa5066926",[],"n","running","1",[],[],"plain"'),
    'which is no instance',
  ],
  ['more than is kept', { ...result(list.join('\n')), truncated: true }, 'longer than what farmhand keeps'],
])('%s is said', (_, answer, message) => {
  expect(() => instancesFact('host01').parse(answer)).toThrow(message);
});

test('whatever is answered, it is a list of instances or an error', () => {
  const fields = fc.array(
    fc.oneof(fc.constantFrom('a.farm', '8be85a09-216d-439b-be54-e42aa5066926', 'running'), fc.jsonValue()),
  );
  const answers = fc.oneof(
    fc.record({ success: fc.boolean(), result: fc.array(fields) }).map((all) => JSON.stringify(all)),
    fc.json(),
    anyText(),
  );
  fc.assert(
    fc.property(answers, (text) => {
      try {
        for (const { name, uuid } of configuredFact('host01').parse(result(text)))
          expect([name, uuid].join()).toMatch(/^[a-z0-9][a-z0-9.-]*,[0-9a-f-]{36}$/);
      } catch (error) {
        expect(String(error)).toMatch(/luxid answered|printed/);
      }
    }),
  );
});

const volumes = [
  'gallifrey.xivo.vm.farm all/8279b256-ce8f-4774-957c-f4300648eeaa.disk0',
  'skaro.xivo.vm.farm all/3bb054a6-543e-4e35-9fa7-54ac46d1eab0.disk0 ssd/3bb054a6-543e-4e35-9fa7-54ac46d1eab1.disk1',
];
const nodes = ['host01.farm|M|3926|3400', 'host02.farm|D|3926|3000', 'host03.farm|O|?|?'];
const nodesAnswer =
  '{"success":true,"result":[["host01.farm","M",3926,3400],["host02.farm","D",3926,3000],["host03.farm","O",null,null]]}';
const lines = (texts: readonly string[]) => result(texts.map((text) => `${text}\n`).join(''));

/** The cluster as it is read where these are the answers. */
async function cluster({
  instances = lines(list),
  nodes: its = lines(nodes),
  disks = lines(volumes),
}: Partial<Record<'instances' | 'nodes' | 'disks', Result>> = {}) {
  const answers: readonly (readonly [RegExp, Result])[] = [
    [/QueryInstances/, instances],
    [/QueryNodes/, its],
    [/config/, disks],
  ];
  const hosts = () => ({
    batch: async (scripts: readonly Script[]) =>
      scripts.map(({ args = [] }) => answers.find(([asked]) => asked.test(args[0] ?? ''))?.[1] as Result),
  });
  const ganeti = { host: 'host01', config };
  return await readParts(hosts, { instances: instancesPart(ganeti), nodes: nodesPart(ganeti) });
}

test.each([
  ["Ganeti's commands", {}],
  ['luxid', { instances: result(answer), nodes: result(nodesAnswer) }],
])('the whole cluster is read by %s, volumes with their instances', async (_, answers) => {
  const { instances, nodes } = await cluster(answers);
  expect(nodes).toEqual({
    known: [
      { name: 'host01.farm', standing: 'in use', memoryTotal: 3926 * mebi, memoryFree: 3400 * mebi },
      { name: 'host02.farm', standing: 'drained', memoryTotal: 3926 * mebi, memoryFree: 3000 * mebi },
      { name: 'host03.farm', standing: 'offline', memoryTotal: 0, memoryFree: 0 },
    ],
  });
  expect(instances).toMatchObject({
    known: [
      {
        name: 'gallifrey.xivo.vm.farm',
        running: true,
        volumes: ['8279b256-ce8f-4774-957c-f4300648eeaa.disk0'],
        groups: ['all'],
      },
      {
        name: 'skaro.xivo.vm.farm',
        running: false,
        volumes: ['3bb054a6-543e-4e35-9fa7-54ac46d1eab0.disk0', '3bb054a6-543e-4e35-9fa7-54ac46d1eab1.disk1'],
        groups: ['all', 'ssd'],
      },
    ],
  });
});

test('how the instances are is read as the steps of a plan read it, so that Ganeti is asked once for both', () => {
  const { instances } = instancesPart({ host: 'host01', config }).facts;
  expect(instances).toMatchObject({ read: instancesFact('host01').read });
});

test.each(['ERROR_nodedown', 'ERROR_nodeoffline'])(
  'whether an instance runs is not known when Ganeti says %s',
  async (status) => {
    const there = list.map((line) => line.replace('|running|', `|${status}|`));
    const { instances } = await cluster({ instances: lines(there) });
    expect(instances).toMatchObject({ known: [{ running: null }, { running: false }] });
  },
);

test('of a node that Ganeti does not reach no memory is known', async () => {
  const none = { known: [{ name: 'host01.farm', standing: 'in use', memoryTotal: 0, memoryFree: 0 }] };
  const answer = result('{"success":true,"result":[["host01.farm","R",null,null]]}');
  expect(await cluster({ nodes: answer })).toMatchObject({ nodes: none });
  expect(await cluster({ nodes: result('host01.farm|C|?|*\n') })).toMatchObject({ nodes: none });
});

test('a cluster may have no instances', async () => {
  expect(await cluster({ instances: result(''), disks: result('') })).toMatchObject({ instances: { known: [] } });
});

test('a query that failed is said, with what it printed, and the rest is known', async () => {
  expect(await cluster({ nodes: result('', 1, 'Failure: something\n') })).toMatchObject({
    nodes: { unknown: 'host01: gnt-node list failed: Failure: something' },
    instances: { known: expect.anything() },
  });
  expect(await cluster({ nodes: result('{"success":true,"result":[["host01.farm"]]}') })).toMatchObject({
    nodes: { unknown: expect.stringContaining('which is no node') },
  });
  expect(await cluster({ disks: result('', 1, 'cat: Permission denied\n') })).toMatchObject({
    instances: { unknown: `host01: reading the volumes of instances in ${config} failed: cat: Permission denied` },
    nodes: { known: expect.anything() },
  });
  expect(await cluster({ disks: result('gallifrey all/../x\n') })).toMatchObject({
    instances: { unknown: expect.stringContaining('is no instance with its volumes') },
  });
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
