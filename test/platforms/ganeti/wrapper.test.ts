import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { instancesRequest } from '../../../platforms/ganeti/instances.ts';
import { querySocket, request, wrapperFile } from '../../../platforms/ganeti/luxi.ts';
import { instanceFields, nodeFields } from '../../../platforms/ganeti/rows.ts';
import { anyText } from '../../support/any-text.ts';
import { giveInput } from '../../support/input.ts';
import { needs } from '../../support/servers.ts';

needs('socat')('farmhand-luxi', () => {
  let folder: string;
  let server: Server;
  let heard: string[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-luxi-'));
    const socket = join(folder, 'socket');
    const program = readFileSync(wrapperFile, 'utf8');
    expect(program).toContain(`socket=${querySocket}\n`);
    writeFileSync(join(folder, 'wrapper'), program.replace(querySocket, socket));
    chmodSync(join(folder, 'wrapper'), 0o755);
    server = createServer({ allowHalfOpen: true }, async (connection) => {
      const asked = (await text(connection)).split('\u0003').slice(0, -1);
      heard.push(...asked);
      connection.end(asked.map((_, index) => `{"success":true,"result":${index}}\u0003`).join(''));
    });
    await new Promise<void>((listens) => server.listen(socket, listens));
  });
  afterAll(async () => {
    await new Promise((closed) => server.close(closed));
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    heard = [];
  });

  async function ask(input: string | Buffer, ...args: readonly string[]) {
    const child = spawn(join(folder, 'wrapper'), args);
    giveInput(child, input);
    const ended = new Promise((end) => child.on('close', end));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  test('passes on what farmhand asks, and gives back each answer on a line', async () => {
    const requests = [
      instancesRequest(instanceFields),
      request('QueryNodes', [[], nodeFields, false]),
      request('QueryConfigValues', [['drain_flag']]),
      '{"method":"WaitForJobChange","args":[12,["status"],null,0,15]}',
      '{"method":"WaitForJobChange","args":[12,["status"],["running"],3,15]}',
    ];
    expect(await ask(`${requests.join('\n')}\n`)).toEqual({
      code: 0,
      stdout: requests.map((_, index) => `{"success":true,"result":${index}}\n`).join(''),
      stderr: '',
    });
    expect(heard).toEqual(requests);
  });

  const query = '{"method":"QueryNodes","args":[]}';
  describe('passes nothing on', () => {
    test.each([
      ['that is no query', '{"method":"SubmitJob","args":[[]]}'],
      ['that changes the cluster', '{"method":"SetDrainFlag","args":[true]}'],
      ['with a second method', '{"method":"QueryNodes","args":[],"method":"SubmitJob"}'],
      ['with a second method before', '{"method":"SubmitJob","method":"QueryNodes","args":[]}'],
      ['with an object in it', '{"method":"QueryNodes","args":[{"method":"SubmitJob"}]}'],
      ['with an escape', '{"method":"QueryNodes","args":["\\u0003"]}'],
      ['that goes on', `${query}{"method":"SubmitJob","args":[]}`],
      ['with a second one after the byte that ends it', `${query}\u0003{"method":"SubmitJob","args":[]}`],
      ['with a carriage return', `${query}\r`],
      ['with blanks', `${query} `],
      ['whose name only begins like a query', '{"method":"Query","method":"SubmitJob","args":[]}'],
      ['that ends a text early', '{"method":"QueryNodes","args":["a"x"b"],"method":"SubmitJob"}'],
      ['that is nothing', ''],
    ])('%s', async (_, line) => {
      expect(await ask(`${query}\n${line}\n${query}\n`)).toMatchObject({ code: 2, stdout: '' });
      expect(heard).toEqual([]);
    });

    test('that has zero bytes in it, which shells drop', async () => {
      await ask(Buffer.from(`${query.slice(0, -2)},"method":"Sub\0mitJob"]}\n`));
      expect(heard).toEqual([]);
    });

    test('to arguments, nor more than it takes', async () => {
      expect(await ask(`${query}\n`, '-d')).toMatchObject({ code: 2, stdout: '' });
      expect(await ask(`${query}\n`.repeat(3000))).toMatchObject({ code: 2, stdout: '' });
      expect(heard).toEqual([]);
    });
  });

  test('whatever it is given, luxid hears only queries', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        '{"method":"',
        'QueryNodes',
        'SubmitJob',
        '","args":[',
        ']}',
        ']',
        '"',
        '\n',
        '\u0003',
        ',"method":"',
        '\\',
      ),
      anyText({ maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        await ask(`${parts.join('')}\n`);
        for (const line of heard) {
          const { method, ...rest } = JSON.parse(line) as Record<string, unknown>;
          expect(method).toMatch(/^(Query[A-Za-z]*|WaitForJobChange)$/);
          expect(Object.keys(rest)).toEqual(['args']);
        }
      }),
      { numRuns: 60, examples: [[['{"method":"', 'QueryNodes', '","args":[', ']}']]] },
    );
  });
});
