import { ownerText } from '../../../src/bot/owned-text.ts';
import { inBin } from '../../../src/bot/survey/in-bin.ts';
import { nodeRoom } from '../../../src/bot/survey/node-room.ts';
import { vmsHeadline } from '../../../src/bot/survey/vm-overview.ts';
import { stateOf } from '../../../src/bot/survey/vm-state.ts';
import { isInTrouble, type ListedVm, runs } from '../../../src/bot/survey/vm-words.ts';
import { day, size, timeOfDay } from '../../../src/bot/words.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import { known, unknowns } from '../../../src/farm/reading.ts';
import type { FarmState } from '../../../src/farm/state.ts';
import type { RunHead } from '../../../src/journal/journal.ts';
import { type Html, html } from '../html.ts';
import type { Page } from '../page.ts';
import type { DriftShown } from '../recent-drift.ts';
import { runList } from './runs.ts';

/** What the farm's page shows. */
export interface FarmShown {
  readonly farm: Farm;
  readonly state: FarmState;
  readonly vms: readonly ListedVm[];
  /** Absent: nobody has looked yet. */
  readonly drift?: DriftShown;
  /** What answers by IPv6 and is nobody's, in lines. */
  readonly strays: readonly string[];
  /** Runs that are not over. */
  readonly open: readonly RunHead[];
  readonly now: Date;
}

/** The farm: what waits, what to look at, VMs with owners and ends, hosts, and the bin. */
export function farmPage({ farm, state, vms, drift, strays, open, now }: FarmShown): Page {
  const missing = unknowns(state);
  const troubled = vms.filter(isInTrouble);
  const nodes = known(state.nodes, []).length;
  return {
    title: 'Farm',
    part: 'farm',
    body: html`<h1>${vmsHeadline(vms)}</h1>
${missing.length > 0 && section('Not known', html`<ul class="why">${missing.map((why) => html`<li>${why}</li>`)}</ul>`)}
${open.length > 0 && section('Waits or is under way', runList(open, now))}
${
  troubled.length + strays.length > 0 &&
  section(
    'Look at this',
    html`<ul>${troubled.flatMap(({ seen, trouble }) => trouble.map((text) => html`<li><strong>${seen.vm.name}</strong>: ${text}</li>`))}${strays.map((text) => html`<li>${text}</li>`)}</ul>`,
  )
}
${section('As runs left it', driftOf(drift))}
${section('VMs', vms.length === 0 ? html`<p>There is no VM.</p>` : html`<ul class="vms">${vms.map((vm) => vmOf(vm, nodes > 1))}</ul>`)}
${section('Hosts', hosts(farm, state))}
${section('Bin', bin(farm, state))}`,
  };
}

function section(title: string, body: Html): Html {
  return html`<section aria-label="${title}"><h2>${title}</h2>
${body}</section>
`;
}

function driftOf(drift: DriftShown | undefined): Html {
  if (!drift) return html`<p>It is being looked at: load this page again in a few seconds.</p>`;
  const at = html`<time datetime="${drift.at.toISOString()}">${timeOfDay(drift.at.toISOString())}</time>`;
  if (drift.lines.length === 0) return html`<p>All that runs left was as they left it at ${at}.</p>`;
  return html`<p>Not so at ${at}:</p><ul>${drift.lines.map((text) => html`<li>${text}</li>`)}</ul>
<p>In chat <code>!restore VM</code> puts back what was left, <code>!adopt VM</code> takes it as right.</p>`;
}

function vmOf(listed: ListedVm, namesNode: boolean): Html {
  const { seen, own } = listed;
  const { vm, instance, addresses, balloon } = seen;
  const memory =
    instance && (balloon === undefined ? size(instance.memory) : `${size(balloon)} of ${size(instance.memory)}`);
  const notes = [...(vm.protected ? ['protected'] : []), ...ownerText(own)].join(', ');
  return html`<li class="${isInTrouble(listed) ? 'bad' : runs(listed) ? 'up' : 'down'}"><p class="name"><a href="/runs?vm=${encodeURIComponent(vm.name)}">${vm.name}</a></p>
<p>${stateOf(seen)}${namesNode && instance && ` on ${instance.node}`}</p><p><code>${addresses[0] ?? ''}</code></p><p>${memory ?? ''}</p><p>${notes}</p></li>
`;
}

function hosts(farm: Farm, state: FarmState): Html {
  const nodes = known(state.nodes, []);
  return html`<ul>${[...farm.hosts.keys()].map((name) => html`<li>${name}</li>`)}</ul>
${nodes.length > 0 && html`<ul>${nodes.map((node) => html`<li>${node.name}: ${nodeRoom(node, state)}</li>`)}</ul>`}`;
}

function bin(farm: Farm, state: FarmState): Html {
  const kept = inBin(farm, state);
  if (kept.length === 0) return html`<p>The bin is empty.</p>`;
  return html`<ul>${kept.map(
    ({ vm, run, by, until, bytes }) =>
      html`<li><strong>${vm}</strong>, ${size(bytes)}, until ${day(until)}; destroyed by ${by} with <a href="/runs/${run}">run ${run}</a></li>`,
  )}</ul>`;
}
