import { randomUUID } from 'node:crypto';
import type { Acknowledged, Parcel } from './delivery.ts';
import { shown } from './web-api.ts';
import type { SlackChannel, SlackMessage, SlackUser, Workspace } from './workspace.ts';

type Event = Readonly<Record<string, unknown>> & { readonly type: string };

/** What the app is told of what happens in the workspace. Shapes: https://docs.slack.dev/reference/events */
export class Events {
  readonly #workspace: Workspace;
  readonly #bring: (parcel: Parcel) => Promise<Acknowledged>;

  constructor(workspace: Workspace, bring: (parcel: Parcel) => Promise<Acknowledged>) {
    this.#workspace = workspace;
    this.#bring = bring;
  }

  /** A message, and the mention in it: two events. Resolves when each is acknowledged, or given up. */
  async posted(message: SlackMessage): Promise<void> {
    const channel = this.#audible(message.channel);
    const user = this.#workspace.users.get(message.user);
    if (!channel || !user || message.ephemeralFor !== undefined) return;
    const event = { ...this.#common(message, channel, user), client_msg_id: randomUUID() };
    const mentioned = channel.type !== 'im' && message.text.includes(`<@${this.#workspace.bot.id}>`);
    await Promise.all([
      this.event({ type: 'message', ...event }),
      mentioned && this.event({ ...event, type: 'app_mention' }),
    ]);
  }

  async changed(message: SlackMessage, before: string): Promise<void> {
    const channel = this.#audible(message.channel);
    if (!channel) return;
    const edited = { user: message.user, ts: this.#workspace.stamp() };
    await this.event({
      ...this.#hidden(channel, 'message_changed'),
      message: { ...shown(message), edited },
      previous_message: { ...shown(message), text: before },
    });
  }

  async deleted(message: SlackMessage): Promise<void> {
    const channel = this.#audible(message.channel);
    if (!channel) return;
    await this.event({
      ...this.#hidden(channel, 'message_deleted'),
      deleted_ts: message.ts,
      previous_message: shown(message),
    });
  }

  async reacted(message: SlackMessage, user: string, reaction: string, removed: boolean): Promise<void> {
    const channel = this.#audible(message.channel);
    if (!channel) return;
    await this.event({
      type: removed ? 'reaction_removed' : 'reaction_added',
      user,
      reaction,
      item: { type: 'message', channel: channel.id, ts: message.ts },
      item_user: message.user,
      event_ts: this.#workspace.stamp(),
    });
  }

  /** One event in its callback. `id`: that of an event that is told again. */
  event(event: Event, id = `Ev${randomUUID()}`): Promise<Acknowledged> {
    const { app, bot, organisation, channels } = this.#workspace;
    const { team = this.#workspace.team } = channels.get(String(event.channel)) ?? {};
    const enterprise_id = organisation?.id ?? null;
    const authorized = organisation
      ? { team_id: null, is_enterprise_install: true }
      : { team_id: team, is_enterprise_install: false };
    return this.#bring({
      type: 'events_api',
      payload: {
        type: 'event_callback',
        token: 'double',
        team_id: team,
        ...(organisation && { enterprise_id }),
        context_team_id: team,
        api_app_id: app,
        event_id: id,
        event_time: Math.floor(Date.now() / 1000),
        event_context: '4-double',
        is_ext_shared_channel: false,
        authorizations: [{ enterprise_id, user_id: bot.id, is_bot: true, ...authorized }],
        event,
      },
    });
  }

  #audible(id: string): SlackChannel | undefined {
    const channel = this.#workspace.channels.get(id);
    return channel?.members.has(this.#workspace.bot.id) && this.#workspace.reaches(channel) ? channel : undefined;
  }

  #common(message: SlackMessage, channel: SlackChannel, user: SlackUser) {
    const { team, botId, app } = this.#workspace;
    const outside = user.team !== team;
    return {
      channel: channel.id,
      channel_type: channel.type,
      user: user.id,
      text: message.text,
      ts: message.ts,
      event_ts: message.ts,
      team: user.team,
      ...(message.blocks.length > 0 && { blocks: message.blocks }),
      ...(message.thread !== undefined && { thread_ts: message.thread }),
      ...(message.file && { subtype: 'file_share', files: [{ id: message.file.id, name: message.file.name }] }),
      ...(user.bot && { bot_id: botId, app_id: app, bot_profile: { id: botId, app_id: app, name: user.name } }),
      ...(outside && { user_team: user.team, source_team: user.team }),
    };
  }

  #hidden(channel: SlackChannel, subtype: string) {
    const ts = this.#workspace.stamp();
    return {
      type: 'message',
      subtype,
      hidden: true,
      channel: channel.id,
      channel_type: channel.type,
      ts,
      event_ts: ts,
    };
  }
}
