import * as z from 'zod';
import { type ChatSchemas, chatSections, sections } from './schema.ts';

/** All of farm.yaml. With no chat schemas, the platforms' blocks and people's identities are not looked into. */
export function fileSchema(chat?: ChatSchemas) {
  return z.strictObject({ ...sections, ...chatSections(chat) });
}

/** farm.yaml as its schema reads it, a member each section. */
export type Sections = Readonly<z.output<ReturnType<typeof fileSchema>>>;
