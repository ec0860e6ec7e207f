import * as z from 'zod';
import type { Choices } from '../roles/roles.ts';
import type { ChatSchemas } from './chat-schema.ts';
import type { Path } from './problems.ts';
import { fileSchema } from './sections.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema of farm.yaml (draft 2020-12), for editors that complete and check YAML. */
export function jsonSchema(choices: Choices, chat?: ChatSchemas): JsonSchema {
  return { title: "farmhand's farm.yaml", ...z.toJSONSchema(fileSchema(choices, chat), { io: 'input' }) };
}

/** The keys a section may have; where several platforms can be described in it, those of the `kind` that it names. */
export function keysAt(schema: z.ZodType, path: Path, section: unknown): readonly string[] {
  const root: JsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const found = path.reduce<readonly JsonSchema[]>((nodes, key) => {
    // Where an alternative has that very key, it is not an entry's name in another one.
    const having = nodes.filter((node) => Object.hasOwn(node.properties ?? {}, key));
    return (having.length > 0 ? having : nodes).flatMap((node) => step(node, key));
  }, forms(root));
  const meant = found.filter((form) => isMeant(form, section));
  return [...new Set((meant.length > 0 ? meant : found).flatMap(({ properties = {} }) => Object.keys(properties)))];
}

function isMeant({ properties, required = [] }: JsonSchema, section: unknown): boolean {
  const own = properties?.kind;
  const kind = typeof section === 'object' && section !== null && 'kind' in section ? section.kind : undefined;
  if (typeof own !== 'object') return true;
  return kind === undefined ? !required.includes('kind') : own.const === kind;
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
