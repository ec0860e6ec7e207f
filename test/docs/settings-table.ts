import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { chat } from '../../main/adapters.ts';
import { choices } from '../../platforms/choices.ts';
import { fileSchema } from '../../src/farm/config/sections.ts';
import { root, table } from './pages.ts';

/** One setting of farm.yaml, as its schema has it. */
interface Setting {
  readonly key: string;
  readonly schema: z.ZodType;
}

/** The settings of a section, named as in the file: `hosts.NAME`, `policy[]`, `chat.irc.tls`; empty: those at its top. */
export function settingsTable(section: string): string {
  const path = section === '' ? [] : section.split('.');
  const values = valuesAt(path);
  const rows = settingsOf(path.reduce(below, fileSchema(choices, chat))).map(({ key, schema }) => [
    `\`${key}\``,
    described(schema) ?? '',
    expected(schema),
    defaultOf(schema),
    example(values, key),
  ]);
  return table([['Setting', 'About', 'Form', 'When left out', 'In farm.example.yaml'], ...rows]);
}

/** Every section that has settings of its own, the top (an empty name) among them. */
export function sections(
  schema: z.ZodType = fileSchema(choices, chat),
  path: readonly string[] = [],
): readonly string[] {
  const inner = object(schema);
  if (inner) return [path.join('.'), ...settingsOf(schema).flatMap((one) => sections(one.schema, [...path, one.key]))];
  const { entry, mark } = entryOf(schema) ?? {};
  return entry && object(entry) ? sections(entry, mark === '[]' ? withMark(path) : [...path, 'NAME']) : [];
}

function withMark(path: readonly string[]): readonly string[] {
  return [...path.slice(0, -1), `${path.at(-1)}[]`];
}

function settingsOf(schema: z.ZodType): readonly Setting[] {
  const shape = object(schema)?.shape ?? {};
  return Object.entries(shape).map(([key, one]) => ({ key, schema: one as z.ZodType }));
}

function below(schema: z.ZodType, key: string): z.ZodType {
  const found =
    key === 'NAME'
      ? entryOf(schema)?.entry
      : settingsOf(schema).find((one) => one.key === key.replace('[]', ''))?.schema;
  if (!found) throw new Error(`farm.yaml has no ${key} there`);
  return (key.endsWith('[]') ? entryOf(found)?.entry : undefined) ?? found;
}

/** Without what says that it may be left out. */
function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? bare(schema.unwrap() as z.ZodType)
    : schema;
}

/** The section a schema is of, also where the setting may be something else instead (`tls: false`). */
function object(schema: z.ZodType): z.ZodObject | undefined {
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) return inner;
  if (inner instanceof z.ZodUnion) return inner.options.map((one) => object(one as z.ZodType)).find(Boolean);
  return undefined;
}

function entryOf(schema: z.ZodType): { readonly entry: z.ZodType; readonly mark: string } | undefined {
  const inner = bare(schema);
  if (inner instanceof z.ZodRecord) return { entry: inner.valueType as z.ZodType, mark: '' };
  if (inner instanceof z.ZodArray) return { entry: inner.element as z.ZodType, mark: '[]' };
  return undefined;
}

function described(schema: z.ZodType): string | undefined {
  return schema.description ?? (bare(schema) === schema ? undefined : described(inside(schema)));
}

function inside(schema: z.ZodType): z.ZodType {
  return (schema as z.ZodOptional).unwrap() as z.ZodType;
}

/** What the schema says it expects when it gets something else. */
function expected(schema: z.ZodType): string {
  const wrong = [Symbol('nothing'), '\0', -1, ''].map((value) => bare(schema).safeParse(value));
  const said = wrong.flatMap(({ error }) => error?.issues.map(({ message }) => message) ?? []);
  const own = said.find((message) => !/^(Invalid|Too|Unrecognized)/.test(message));
  if (own !== undefined) return own;
  const inner = bare(schema);
  if (inner instanceof z.ZodEnum) return inner.options.join(', ');
  if (inner instanceof z.ZodBoolean) return 'true or false';
  if (inner instanceof z.ZodNumber) return 'a number';
  if (inner instanceof z.ZodArray) return `a list of: ${expected(inner.element as z.ZodType)}`;
  if (inner instanceof z.ZodUnion) return inner.options.map((one) => expected(one as z.ZodType)).join(', or ');
  if (inner instanceof z.ZodLiteral) return [...inner.values].join(', ');
  return object(inner) || entryOf(inner) ? 'a section' : 'text';
}

function defaultOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return shown(schema.def.defaultValue);
  return schema.safeParse(undefined).success ? '' : '**needed**';
}

function shown(value: unknown): string {
  const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return empty ? '' : `\`${flow(value)}\``;
}

/** A value as YAML on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' && /^#|[{]/.test(value) ? JSON.stringify(value) : String(value);
  }
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}: ${flow(one)}`)
    .join(', ')}}`;
}

/** Every place of farm.example.yaml a section's name stands for. */
function valuesAt(path: readonly string[]): readonly Record<string, unknown>[] {
  const start: unknown[] = [parse(readFileSync(join(root, 'farm.example.yaml'), 'utf8'))];
  const found = path.reduce((values, key) => {
    const next = values.filter((value) => typeof value === 'object' && value !== null) as Record<string, unknown>[];
    if (key === 'NAME') return next.flatMap((value) => Object.values(value));
    const own = next.map((value) => value[key.replace('[]', '')]);
    return key.endsWith('[]') ? own.flat() : own;
  }, start);
  return found.filter((value) => typeof value === 'object' && value !== null) as Record<string, unknown>[];
}

function example(values: readonly Record<string, unknown>[], key: string): string {
  const value = values.map((one) => one[key]).find((one) => one !== undefined);
  if (value === undefined) return '';
  const isSection = typeof value === 'object' && value !== null && !Array.isArray(value);
  const isListOfSections = Array.isArray(value) && value.some((one) => typeof one === 'object');
  return isSection || isListOfSections ? 'see below' : shown(value);
}
