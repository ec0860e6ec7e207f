/** What each scope of slack/manifest.yaml is for, where a lack of it is felt. */
const scopes: Readonly<Record<string, readonly [is: 'warning' | 'problem', without: string]>> = {
  'chat:write': ['problem', 'it can say nothing'],
  'users:read': ['problem', 'it recognises nobody'],
  'channels:history': ['problem', 'it hears nothing in channels but mentions and the slash command'],
  'reactions:read': ['warning', 'reactions are no votes'],
  'app_mentions:read': ['warning', 'it does not hear mentions'],
  'im:history': ['warning', 'it hears no direct messages'],
  'im:read': ['warning', 'it cannot tell that it may answer in direct messages, so it refuses slash commands there'],
  'mpim:history': ['warning', 'it hears nothing in direct messages of several people'],
  'groups:history': ['warning', 'it hears nothing in private channels'],
  'channels:read': ['warning', 'it cannot tell which channels it is in, so it refuses slash commands there'],
  'groups:read': ['warning', 'it cannot tell which private channels it is in, so it refuses slash commands there'],
  commands: ['warning', 'there are no slash command and no shortcuts'],
  'files:write': ['warning', 'long output is cut into messages'],
};

/** A scope that an app lacks, and what is not there without it. */
export interface Lack {
  readonly scope: string;
  readonly is: 'warning' | 'problem';
  readonly without: string;
}

/** The scopes that an app lacks which has those, the worst first. */
export function lackingScopes(granted: readonly string[]): readonly Lack[] {
  return Object.entries(scopes).flatMap(([scope, [is, without]]) =>
    granted.includes(scope) ? [] : [{ scope, is, without }],
  );
}
