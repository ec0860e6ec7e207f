import type { Acknowledged } from './delivery.ts';
import { type Block, textsIn } from './limits.ts';
import type { Slack } from './slack.ts';
import type { OpenView } from './views.ts';
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

  /** Identity as farm.yaml lists it, that of the organisation where they are in one. */
  get account(): string {
    return `${this.user.enterprise?.id ?? this.user.team}/${this.user.id}`;
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
    const button = elementsOf(message).find(({ text }) => textsIn(text)[0] === label);
    if (!button) throw new Error(`no button ${label} on: ${message.text}`);
    const channel = this.#slack.workspace.channels.get(message.channel);
    const payload = {
      ...this.#interaction('block_actions'),
      container: { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: false },
      channel: { id: message.channel, name: channel?.name },
      message: shown(message),
      state: { values: {} },
      response_url: this.#slack.responseUrl(),
      actions: [this.#pressed(button)],
    };
    return this.#slack.bring({ type: 'interactive', payload });
  }

  /** Opens farmhand's own place in Slack, on its Home tab. */
  async openHome(): Promise<void> {
    const { home: view } = this;
    const event = { user: this.id, channel: this.direct.id, tab: 'home', event_ts: this.#slack.workspace.stamp() };
    await this.#slack.events.event({ type: 'app_home_opened', ...event, ...(view && { view }) });
  }

  /** What is published on their Home tab. */
  get home(): OpenView | undefined {
    return this.#slack.workspace.homes.get(this.id);
  }

  /** The modal they opened last. */
  get modal(): OpenView | undefined {
    return this.#slack.workspace.modalOf(this.id);
  }

  /** Chooses a shortcut of farmhand's; on a message, from that one's own menu. */
  shortcut(callback: string, message?: SlackMessage): Promise<Acknowledged> {
    const common = { ...this.#interaction(message ? 'message_action' : 'shortcut'), callback_id: callback };
    const channel = message && this.#slack.workspace.channels.get(message.channel);
    const on = message && {
      message_ts: message.ts,
      channel: { id: message.channel, name: channel?.name },
      message: shown(message),
      response_url: this.#slack.responseUrl(),
    };
    return this.#slack.bring({
      type: 'interactive',
      payload: { ...common, action_ts: this.#slack.workspace.stamp(), ...on },
    });
  }

  /** Presses a button of a modal, or of their Home tab. Throws when there is none with that text. */
  press(view: OpenView, label: string): Promise<Acknowledged> {
    const button = elementsOf(view).find(({ type, text }) => type === 'button' && textsIn(text)[0] === label);
    if (!button) throw new Error(`no button ${label} in: ${textsIn(view.blocks).join('\n')}`);
    return this.#act(view, this.#pressed(button));
  }

  /** Chooses from a menu of a view, by its action_id. */
  choose(view: OpenView, action: string, value: string): Promise<Acknowledged> {
    const element = elementsOf(view).find(({ action_id: id }) => id === action);
    if (!element) throw new Error(`no menu ${action} in: ${textsIn(view.blocks).join('\n')}`);
    const selected_option = { text: { type: 'plain_text', text: value }, value };
    return this.#act(view, { type: element.type, action_id: action, block_id: 'b', selected_option });
  }

  /** Types in an external menu of a view: what it is offered then. */
  async typeAhead(view: OpenView, action: string, value: string): Promise<readonly string[]> {
    const common = { ...this.#interaction('block_suggestion'), container: { type: 'view', view_id: view.id } };
    const payload = { ...common, view, action_id: action, block_id: 'b', value };
    const { payload: given } = (await this.#slack.bring({ type: 'interactive', payload })) ?? {};
    return ((given as { options?: readonly { value: string }[] })?.options ?? []).map((option) => option.value);
  }

  /** Submits a modal, with what they wrote and chose in it, by action_id. */
  async submit(view: OpenView, values: Readonly<Record<string, string>>): Promise<Acknowledged> {
    const given = view.blocks.flatMap(({ block_id: block, element }) => {
      const { type, action_id: id } = (element ?? {}) as { type?: string; action_id?: string };
      const value = id === undefined ? undefined : values[id];
      if (id === undefined) return [];
      const state: object =
        type === 'conversations_select'
          ? { type, selected_conversation: value ?? null }
          : type === 'plain_text_input'
            ? { type, value: value ?? null }
            : {
                type,
                selected_option: value === undefined ? null : { text: { type: 'plain_text', text: value }, value },
              };
      return [[block ?? 'b', { [id]: state }]];
    });
    const payload = {
      ...this.#interaction('view_submission'),
      view: { ...view, state: { values: Object.fromEntries(given) } },
    };
    const acknowledged = await this.#slack.bring({ type: 'interactive', payload: { ...payload, response_urls: [] } });
    const { response_action: action, view: next } = (acknowledged?.payload ?? {}) as {
      response_action?: string;
      view?: OpenView;
    };
    if (action === 'update' && next) this.#slack.workspace.keepView(next, this.id, view.id);
    else if (acknowledged && action !== 'errors') this.#slack.workspace.views.delete(view.id);
    return acknowledged;
  }

  #act(view: OpenView, action: object): Promise<Acknowledged> {
    const container = { type: 'view', view_id: view.id };
    const payload = { ...this.#interaction('block_actions'), container, view, actions: [action] };
    return this.#slack.bring({ type: 'interactive', payload });
  }

  #interaction(type: string) {
    const { team, app, organisation } = this.#slack.workspace;
    return {
      type,
      user: { id: this.id, username: this.user.name, name: this.user.name, team_id: this.user.team },
      api_app_id: app,
      token: 'double',
      team: organisation ? null : { id: team, domain: 'farm' },
      enterprise: organisation ? { id: organisation.id, name: 'Farms' } : null,
      is_enterprise_install: organisation !== undefined,
      trigger_id: this.#slack.workspace.trigger(this.id),
    };
  }

  #pressed({ action_id, text, value }: Block) {
    return { type: 'button', action_id, block_id: 'b', text, value, action_ts: this.#slack.workspace.stamp() };
  }

  /** `/farmhand TEXT`. What is answered at its response_url is in `responses`. */
  async slash(
    { id }: In,
    text: string,
    command = '/farmhand',
  ): Promise<{ acknowledged: Acknowledged; responses(): readonly Record<string, unknown>[] }> {
    const { team, app, channels, organisation } = this.#slack.workspace;
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
      ...(organisation && { enterprise_id: organisation.id, enterprise_name: 'Farms' }),
      is_enterprise_install: String(organisation !== undefined),
      response_url: url,
      trigger_id: this.#slack.workspace.trigger(this.id),
    };
    const acknowledged = await this.#slack.bring({ type: 'slash_commands', payload });
    return { acknowledged, responses: () => this.#slack.responses.get(url.split('/').at(-1) ?? '') ?? [] };
  }
}

/** What people press, choose from or write into. */
function elementsOf({ blocks }: Pick<SlackMessage, 'blocks'>): readonly Block[] {
  return blocks.flatMap(({ type, elements, accessory, element }) => [
    ...(type === 'actions' ? (elements as Block[]) : []),
    ...[accessory, element].filter((one) => one !== undefined).map((one) => one as Block),
  ]);
}
