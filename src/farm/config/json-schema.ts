import * as z from 'zod';
import type { Choices } from '../roles/roles.ts';
import type { Path } from './problems.ts';
import type { ChatSchemas } from './schema.ts';
import { fileSchema } from './sections.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema of farm.yaml (draft 2020-12), for editors that complete and check YAML. */
export function jsonSchema(choices: Choices, chat?: ChatSchemas): JsonSchema {
  return { title: "farmhand's farm.yaml", ...z.toJSONSchema(fileSchema(choices, chat), { io: 'input' }) };
}

/** The keys a section may have. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const root: JsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const found = path.reduce<readonly JsonSchema[]>(
    (nodes, key) => nodes.flatMap((node) => step(node, key)),
    forms(root),
  );
  return found.flatMap(({ properties = {} }) => Object.keys(properties));
}

function step(node: JsonSchema, key: string | number): readonly JsonSchema[] {
  const next = node.properties?.[key] ?? (typeof key === 'number' ? node.items : node.additionalProperties);
  return typeof next === 'object' && !Array.isArray(next) ? forms(next) : [];
}

/** A schema, or the alternatives it is made of. */
function forms(node: JsonSchema): readonly JsonSchema[] {
  const several = node.anyOf ?? node.oneOf;
  return several?.filter((one): one is JsonSchema => typeof one === 'object') ?? [node];
}
