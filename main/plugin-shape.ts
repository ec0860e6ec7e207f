import * as z from 'zod';

// What a plugin in JavaScript may get wrong, and TypeScript would have reported. Only looked at: the plugin's own objects are used.

const word = z.string().regex(/^[a-z][a-z-]*$/, 'expected small letters and dashes');
const text = z.string().min(1, 'expected a text that is not empty');
const works = z.custom<unknown>((value) => typeof value === 'function', 'expected a function');
const risk = z.enum(['safe', 'disruptive', 'destructive']);

const example = z.looseObject({ say: text, shows: text, after: z.array(text).optional() });

const commandText = {
  name: word,
  aliases: z.array(word).optional(),
  elsewhere: z.array(z.string()).optional(),
  usage: text,
  summary: text,
  details: z.array(z.string()).optional(),
  examples: z.array(example).min(1, 'expected one example or more'),
};

const command = z
  .discriminatedUnion('kind', [
    z.looseObject({ ...commandText, kind: z.enum(['read', 'settle']), answer: works }),
    z.looseObject({ ...commandText, kind: z.literal('plan'), risk, plan: works }),
  ])
  .refine(({ name, usage }) => usage.split(' ')[0] === name, {
    path: ['usage'],
    error: "expected to begin with the command's name",
  });

const zodSchema = z.custom<unknown>(
  (value) => typeof value === 'object' && value !== null && 'safeParse' in value,
  'expected a zod schema',
);

const action = z.looseObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/, 'expected words with a dot between, such as notice.line'),
  risk: z.union([risk, works], 'expected safe, disruptive, destructive, or a function of the arguments'),
  args: zodSchema,
  title: works,
  facts: works,
  see: works,
  judge: works,
  apply: works,
  receipt: z.looseObject({ schema: zodSchema, of: works }, 'expected a schema of receipts, and of, which makes them'),
  undo: works,
  work: works.optional(),
  claims: works.optional(),
  summary: works.optional(),
  thing: works.optional(),
  removed: works.optional(),
  sets: works.optional(),
});

const platform = z.looseObject({
  kind: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected small letters, digits and dashes'),
  title: text,
  role: text,
  plays: z.looseObject({ kind: text, settings: z.looseObject({ section: text, resolve: works }) }),
  actions: z.array(action),
  needs: works,
  privileged: works,
});

const plugin = z.strictObject({
  api: z.int(),
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected small letters, digits and dashes'),
  commands: z.array(command).optional(),
  actions: z.array(action).optional(),
  platforms: z.array(platform).optional(),
});

/** What of a plugin is not as `Plugin` says, each in words: "commands.0.usage: expected …"; none where it is well-formed. */
export function malformed(value: unknown): readonly string[] {
  const issues = plugin.safeParse(value).error?.issues ?? [];
  return issues.map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${lower(message)}`);
}

function lower(message: string): string {
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
