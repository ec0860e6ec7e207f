import type { Block } from './limits.ts';
import type { View } from './view.ts';
import type { OpenView } from './views.ts';

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  /** The workspace they belong to. */
  readonly team: string;
  readonly bot?: boolean;
  /** A guest of several channels, or of one. */
  readonly guest?: 'multi' | 'single';
  /** Of another organisation, met in a Slack Connect channel. */
  readonly stranger?: boolean;
  /** Who they are in an organisation; that of the workspace, where there is one, for who is not of another team. */
  readonly enterprise?: { readonly id: string; readonly teams: readonly string[] };
  readonly deleted?: boolean;
}

export interface SlackMessage {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly thread?: string;
  /** Only this person sees it. */
  readonly ephemeralFor?: string;
  readonly file?: SlackFile;
  /** What the app put beside it for apps. https://docs.slack.dev/messaging/message-metadata */
  readonly metadata?: SlackMetadata;
  text: string;
  blocks: readonly Block[];
  edits: number;
  deleted: boolean;
  /** Who reacted, by the reaction's name. */
  readonly reactions: Map<string, Set<string>>;
}

export interface SlackMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly content: string;
}

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly type: 'channel' | 'group' | 'im';
  /** The workspace it is in. */
  readonly team: string;
  readonly members: Set<string>;
  archived: boolean;
  readonly messages: SlackMessage[];
}

/** An organisation (Enterprise Grid) in which the app is installed, for all its workspaces. */
export interface Organisation {
  readonly id: string;
  /** The workspaces that the app was added to. */
  readonly added: readonly string[];
}

/** What a Slack knows: one workspace, or the workspaces of an organisation, and whoever comes into their channels. */
export class Workspace {
  readonly team = 'T0FARM';
  readonly organisation: Organisation | undefined;
  /** The app has a Home tab. */
  homeTab = true;
  readonly app = 'A0FARMHAND';
  readonly botId = 'B0FARMHAND';
  readonly bot: SlackUser;
  readonly users = new Map<string, SlackUser>();
  readonly channels = new Map<string, SlackChannel>();
  /** What may be exchanged for a modal, by whom it came about. */
  readonly triggers = new Map<string, { readonly user: string; readonly at: number; used: boolean }>();
  /** Views by their ids, with who sees them. */
  readonly views = new Map<string, { readonly user: string; view: OpenView }>();
  /** What is published in people's App Home, by their ids. */
  readonly homes = new Map<string, OpenView>();
  #next = 1;

  constructor(organisation?: Organisation) {
    this.organisation = organisation;
    this.bot = this.addUser({ name: 'farmhand', bot: true });
  }

  addUser(given: Partial<SlackUser> & { readonly name: string }): SlackUser {
    const { team = this.team, stranger } = given;
    const enterprise = this.organisation && !stranger && { id: this.organisation.id, teams: [team] };
    const user = {
      id: `U0${given.name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`,
      team,
      ...(enterprise && { enterprise }),
      ...given,
    };
    this.users.set(user.id, user);
    return user;
  }

  addChannel(name: string, type: SlackChannel['type'], members: readonly string[], team = this.team): SlackChannel {
    const prefix = { channel: 'C0', group: 'G0', im: 'D0' }[type];
    const id = `${prefix}${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`;
    const channel: SlackChannel = { id, name, type, team, members: new Set(members), archived: false, messages: [] };
    this.channels.set(id, channel);
    return channel;
  }

  /** The direct messages between somebody and the app; opened where there are none. */
  directOf(user: string): SlackChannel {
    const known = [...this.channels.values()].find(({ type, members }) => type === 'im' && members.has(user));
    return known ?? this.addChannel(`dm-${this.users.get(user)?.name ?? user}`, 'im', [user, this.bot.id]);
  }

  /** Whether the app has access to the workspace of a channel. https://docs.slack.dev/reference/methods/auth.teams.list */
  reaches({ team }: Pick<SlackChannel, 'team'>): boolean {
    return this.organisation?.added.includes(team) ?? true;
  }

  /** What comes with an interaction of that person's, to open a modal with. */
  trigger(user: string): string {
    const id = `trigger-${this.stamp()}`;
    this.triggers.set(id, { user, at: Date.now(), used: false });
    return id;
  }

  /** A view as it is from now on. `id`: of one that is there. */
  keepView(view: View, user: string, id = `V${this.stamp()}`): OpenView {
    const kept = { ...view, id, hash: this.stamp() };
    this.views.set(id, { user, view: kept });
    return kept;
  }

  /** The modal a person had opened last; undefined: none. */
  modalOf(user: string): OpenView | undefined {
    const theirs = [...this.views.values()].filter((one) => one.user === user && one.view.type === 'modal');
    return theirs.at(-1)?.view;
  }

  /** A time stamp no other message has: seconds and a counter, as Slack's. */
  stamp(): string {
    this.#next += 1;
    return `${Math.floor(Date.now() / 1000)}.${String(this.#next).padStart(6, '0')}`;
  }

  addMessage(
    given: Pick<SlackMessage, 'channel' | 'user' | 'text'> &
      Partial<Pick<SlackMessage, 'thread' | 'blocks' | 'ephemeralFor' | 'file' | 'metadata'>>,
  ): SlackMessage {
    const message: SlackMessage = {
      blocks: [],
      ...given,
      ts: this.stamp(),
      edits: 0,
      deleted: false,
      reactions: new Map(),
    };
    this.channels.get(given.channel)?.messages.push(message);
    return message;
  }

  message(channel: string, ts: string): SlackMessage | undefined {
    return this.channels.get(channel)?.messages.find((one) => one.ts === ts && !one.deleted);
  }
}
