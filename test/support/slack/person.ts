import type { Acknowledged } from './delivery.ts';
import { type Block, textsIn } from './limits.ts';
import type { Slack } from './slack.ts';
import { shown } from './web-api.ts';
import type { SlackChannel, SlackMessage, SlackUser } from './workspace.ts';

type In = Pick<SlackChannel, 'id'>;

/** Somebody in Slack. What they do resolves when the app has acknowledged it, or Slack has given up. */
export class Person {
  readonly user: SlackUser;
  readonly #slack: Slack;

  constructor(user: SlackUser, slack: Slack) {
    this.user = user;
    this.#slack = slack;
  }

  get id(): string {
    return this.user.id;
  }

  /** Identity as farm.yaml lists it. */
  get account(): string {
    return `${this.user.team}/${this.user.id}`;
  }

  /** The direct messages between them and farmhand. */
  get direct(): SlackChannel {
    return this.#slack.workspace.directOf(this.id);
  }

  async say(channel: In, text: string, thread?: string): Promise<SlackMessage> {
    const message = this.post(channel, text, thread);
    await this.#slack.events.posted(message);
    return message;
  }

  /** As `say`, without anybody being told yet. */
  post({ id: channel }: In, text: string, thread?: string): SlackMessage {
    return this.#slack.workspace.addMessage({ channel, user: this.id, text, ...(thread !== undefined && { thread }) });
  }

  async edit(message: SlackMessage, text: string): Promise<void> {
    const before = message.text;
    Object.assign(message, { text, edits: message.edits + 1 });
    await this.#slack.events.changed(message, before);
  }

  async remove(message: SlackMessage): Promise<void> {
    message.deleted = true;
    await this.#slack.events.deleted(message);
  }

  /** `told: false`: the event is lost, as when the app was away for long. */
  async react(message: SlackMessage, name: string, { told = true } = {}): Promise<void> {
    const users = message.reactions.get(name) ?? new Set();
    message.reactions.set(name, users.add(this.id));
    if (told) await this.#slack.events.reacted(message, this.id, name, false);
  }

  async unreact(message: SlackMessage, name: string, { told = true } = {}): Promise<void> {
    message.reactions.get(name)?.delete(this.id);
    if (told) await this.#slack.events.reacted(message, this.id, name, true);
  }

  /** Presses the button with that text on it. Throws when there is none. */
  click(message: SlackMessage, label: string): Promise<Acknowledged> {
    const elements = message.blocks.flatMap(({ type, elements }) => (type === 'actions' ? (elements as Block[]) : []));
    const button = elements.find(({ text }) => textsIn(text)[0] === label);
    if (!button) throw new Error(`no button ${label} on: ${message.text}`);
    const { team, app } = this.#slack.workspace;
    const channel = this.#slack.workspace.channels.get(message.channel);
    const payload = {
      type: 'block_actions',
      user: { id: this.id, username: this.user.name, name: this.user.name, team_id: this.user.team },
      api_app_id: app,
      token: 'double',
      container: { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: false },
      trigger_id: `trigger-${this.#slack.workspace.stamp()}`,
      team: { id: team, domain: 'farm' },
      enterprise: null,
      is_enterprise_install: false,
      channel: { id: message.channel, name: channel?.name },
      message: shown(message),
      state: { values: {} },
      response_url: this.#slack.responseUrl(),
      actions: [
        {
          type: 'button',
          action_id: button.action_id,
          block_id: 'b',
          text: button.text,
          value: button.value,
          action_ts: this.#slack.workspace.stamp(),
        },
      ],
    };
    return this.#slack.bring({ type: 'interactive', payload });
  }

  /** `/farmhand TEXT`. What is answered at its response_url is in `responses`. */
  async slash(
    { id }: In,
    text: string,
    command = '/farmhand',
  ): Promise<{ acknowledged: Acknowledged; responses(): readonly Record<string, unknown>[] }> {
    const { team, app, channels } = this.#slack.workspace;
    const channel = channels.get(id);
    const url = this.#slack.responseUrl();
    const payload = {
      token: 'double',
      team_id: team,
      team_domain: 'farm',
      channel_id: id,
      channel_name: channel?.type === 'im' ? 'directmessage' : channel?.name,
      user_id: this.id,
      user_name: this.user.name,
      command,
      text,
      api_app_id: app,
      is_enterprise_install: 'false',
      response_url: url,
      trigger_id: `trigger-${this.#slack.workspace.stamp()}`,
    };
    const acknowledged = await this.#slack.bring({ type: 'slash_commands', payload });
    return { acknowledged, responses: () => this.#slack.responses.get(url.split('/').at(-1) ?? '') ?? [] };
  }
}
