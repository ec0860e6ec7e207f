import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chat } from '../../../main/adapters.ts';
import { choices } from '../../../platforms/choices.ts';
import { parseFarm } from '../../../platforms/load-farm.ts';
import { jsonSchema } from '../../../src/farm/config/json-schema.ts';
import { modulesIn, ownFolders, textOf } from '../../support/source.ts';
import { exampleText } from '../farms.ts';

const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

test('farm.example.yaml passes every check, those of the chat platforms among them', () => {
  const farm = parseFarm(exampleText, 'farm.yaml', { chat });
  expect(farm.chat).toMatchObject({ irc: { channels: ['#xivo'], sasl: 'plain' } });
});

test('farm.schema.json is what `farmhand schema` prints', () => {
  expect(JSON.parse(read('farm.schema.json'))).toEqual(JSON.parse(JSON.stringify(jsonSchema(choices, chat))));
});

test('the schema for editors describes what may be left out, and refuses unknown keys', () => {
  const schema = jsonSchema(choices, chat);
  expect(schema.required).toEqual(['hosts', 'ganeti', 'lvm', 'dns', 'pool', 'naming']);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties?.lvm).toMatchObject({
    required: ['volume_group'],
    properties: { snapshot_size: { type: 'string', default: '1G', pattern: '^[0-9]{1,9}[KMGTkmgt]$' } },
  });
});

test('.env.example names every variable of farmhand that the program looks for, and no other', () => {
  const program = modulesIn(...ownFolders)
    .map(textOf)
    .join('\n');
  const looked = [...program.matchAll(/\b(?:(?:FARMHAND|SLACK|REDIS)_[A-Z_]+|LOG_LEVEL|SSH_AUTH_SOCK)\b/g)].map(
    ([name]) => name,
  );
  // What tests set, and no operator.
  const ofTests = ['FARMHAND_FAULT', 'FARMHAND_FAULT_LOG'];
  const named = [...read('.env.example').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name = '']) => name);
  expect(named.toSorted()).toEqual([...new Set(looked)].filter((name) => !ofTests.includes(name)).toSorted());
});
