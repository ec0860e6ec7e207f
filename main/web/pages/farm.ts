import { ownerText } from '../../../src/bot/owned-text.ts';
import type { Ownerships } from '../../../src/bot/ownership.ts';
import { disagreements } from '../../../src/bot/survey/disagreements.ts';
import { inBin } from '../../../src/bot/survey/in-bin.ts';
import { nodeRoom } from '../../../src/bot/survey/node-room.ts';
import type { VmState } from '../../../src/bot/survey/seen-vm.ts';
import { stateOf, vmStates } from '../../../src/bot/survey/vm-state.ts';
import { counted, day, size } from '../../../src/bot/words.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import { known, unknowns } from '../../../src/farm/reading.ts';
import type { FarmState } from '../../../src/farm/state.ts';
import type { RunHead } from '../../../src/journal/journal.ts';
import { type Html, html } from '../html.ts';
import type { Page } from '../page.ts';
import { runList } from './runs.ts';

/** What the farm's page shows. */
export interface FarmShown {
  readonly farm: Farm;
  readonly state: FarmState;
  readonly held: Ownerships;
  /** Runs that are not over. */
  readonly open: readonly RunHead[];
  readonly now: Date;
}

/** The farm: what waits, hosts, VMs with what they disagree about, owners and ends, and the bin. */
export function farmPage({ farm, state, held, open, now }: FarmShown): Page {
  const vms = vmStates(farm, state);
  const look = vms.flatMap((seen) => disagreements(farm, state, seen).map((text) => ({ vm: seen.vm.name, text })));
  const missing = unknowns(state);
  return {
    title: 'Farm',
    part: 'farm',
    body: html`<h1>${headline(vms, look.length, open.length)}</h1>
${missing.length > 0 && section('Not known', html`<ul class="why">${missing.map((why) => html`<li>${why}</li>`)}</ul>`)}
${open.length > 0 && section('Waits or is under way', runList(open, now))}
${look.length > 0 && section('Look at this', html`<ul>${look.map(({ vm, text }) => html`<li><strong>${vm}</strong>: ${text}</li>`)}</ul>`)}
${section('VMs', vms.length === 0 ? html`<p>There is no VM.</p>` : html`<ul class="vms">${vms.map((seen) => vmOf(seen, held))}</ul>`)}
${section('Hosts', hosts(farm, state))}
${section('Bin', bin(farm, state))}`,
  };
}

function section(title: string, body: Html): Html {
  return html`<section aria-label="${title}"><h2>${title}</h2>
${body}</section>
`;
}

/** The whole in one line. */
function headline(vms: readonly VmState[], look: number, open: number): string {
  const running = vms.filter(({ instance }) => instance?.running === true).length;
  const down = vms.filter(({ instance }) => instance?.running === false).length;
  const rest = vms.length - running - down;
  return [
    `${counted(vms.length, 'VM')}: ${running} running`,
    ...(down > 0 ? [`${down} down`] : []),
    ...(rest > 0 ? [`${rest} otherwise`] : []),
    ...(look > 0 ? [`${counted(look, 'thing')} to look at`] : []),
    ...(open > 0 ? [`${counted(open, 'run')} not over`] : []),
  ].join(', ');
}

function vmOf(seen: VmState, held: Ownerships): Html {
  const { vm, instance, addresses, balloon } = seen;
  const memory =
    instance && (balloon === undefined ? size(instance.memory) : `${size(balloon)} of ${size(instance.memory)}`);
  const notes = [...(vm.protected ? ['protected'] : []), ...ownerText(held.of(vm.name, instance))].join(', ');
  return html`<li class="${instance?.running === true ? 'up' : 'down'}"><p class="name"><a href="/runs?vm=${encodeURIComponent(vm.name)}">${vm.name}</a></p>
<p>${stateOf(seen)}${instance && ` on ${instance.node}`}</p><p><code>${addresses[0] ?? ''}</code></p><p>${memory ?? ''}</p><p>${notes}</p></li>
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
