import * as z from 'zod';
import type { Choices } from '../roles/roles.ts';
import { type ChatSchemas, chatSections } from './chat-schema.ts';
import { type RoleBlocks, roleBlocks, roleSections } from './role-sections.ts';
import { sections } from './schema.ts';

function common(choices: Choices, chat?: ChatSchemas) {
  return z.strictObject({ ...sections(choices), ...chatSections(chat) });
}

/** All of farm.yaml. With no chat schemas, the chat platforms' blocks and people's identities are not looked into. */
export function fileSchema(choices: Choices, chat?: ChatSchemas): z.ZodObject {
  const { hosts, ...others } = common(choices, chat).shape;
  return z.strictObject({ hosts, ...roleSections(choices), ...others });
}

/** farm.yaml as its schema reads it: a member each section, and one each role. */
export type Sections = Readonly<z.output<ReturnType<typeof common>>> & RoleBlocks;

/** What the schema read, with who plays each role. */
export function sectionsOf(read: Readonly<Record<string, unknown>>, choices: Choices): Partial<Sections> {
  return { ...read, ...emptied, ...roleBlocks(read, choices) } as Partial<Sections>;
}

/** Sections may have the name of a role: what stands there is the block alone. */
const emptied = {
  hypervisor: undefined,
  storage: undefined,
  dns: undefined,
  dhcp: undefined,
  firewall: undefined,
  proxy: undefined,
} as const;
