import type { webApi } from '@slack/bolt';

/** Where the app is installed: in one workspace, or in a whole organisation (Enterprise Grid), whose workspaces it may be added to. */
export interface Installation {
  /** Id of the workspace; undefined where it is installed for the organisation. */
  readonly team: string | undefined;
  /** Id of the organisation; undefined where the workspace belongs to none. */
  readonly enterprise: string | undefined;
}

/** What `auth.test` says of it. Throws where it says neither. https://docs.slack.dev/enterprise/developing-for-enterprise-orgs */
export function installationOf({
  team_id: team,
  enterprise_id: enterprise,
  is_enterprise_install: wide,
}: Pick<webApi.AuthTestResponse, 'team_id' | 'enterprise_id' | 'is_enterprise_install'>): Installation {
  // For an organisation's token, the id of the team is that of the organisation, or missing.
  const installed = { team: (wide ? undefined : team) || undefined, enterprise: enterprise || undefined };
  if ((installed.team ?? installed.enterprise) === undefined)
    throw new Error('Slack says neither in which workspace nor in which organisation the app is installed');
  return installed;
}
