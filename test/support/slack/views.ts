import type { View } from './view.ts';
import { bot, type Method, no } from './web-api.ts';
import type { Workspace } from './workspace.ts';

/** A modal that is open, or closed by now, or a person's App Home. */
export interface OpenView extends View {
  readonly id: string;
  readonly hash: string;
}

/** Milliseconds for which a trigger can be exchanged. */
const triggerAge = 3000;

/** Methods that show views; they take no scope. https://docs.slack.dev/reference/methods/views.open */
export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': bot([], ({ trigger_id: id = '', view = '' }, { workspace }) => {
    const trigger = workspace.triggers.get(id) ?? no('invalid_trigger_id');
    if (trigger.used) no('exchanged_trigger_id');
    if (Date.now() - trigger.at > triggerAge) no('expired_trigger_id');
    trigger.used = true;
    return { view: workspace.keepView(JSON.parse(view) as View, trigger.user) };
  }),
  'views.update': bot([], ({ view_id: id = '', hash, view = '' }, { workspace }) => {
    const before = workspace.views.get(id) ?? no('not_found');
    if (hash !== undefined && hash !== before.view.hash) no('hash_conflict');
    return { view: workspace.keepView(JSON.parse(view) as View, before.user, id) };
  }),
  'views.publish': bot([], ({ user_id: user = '', hash, view = '' }, { workspace }) => {
    if (!workspace.homeTab) no('not_enabled');
    if (!workspace.users.has(user)) no('user_not_found');
    if (hash !== undefined && hash !== workspace.homes.get(user)?.hash) no('hash_conflict');
    return { view: publish(workspace, user, JSON.parse(view) as View) };
  }),
};

function publish(workspace: Workspace, user: string, view: View): OpenView {
  const kept = workspace.keepView(view, user);
  workspace.homes.set(user, kept);
  return kept;
}
