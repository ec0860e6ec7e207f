import { hasVoted, type RunView, type Vote } from '../engine/run.ts';
import { type Demand, demandsOf } from './gate.ts';
import type { Person } from './people.ts';
import { counted, listed } from './words.ts';

/** A person of farm.yaml by name; undefined when it lists none of that name (any more). */
export type People = (name: string) => Person | undefined;

/** Why this person's approval would not count for the run, in words; undefined when it counts. */
export function discounted(view: RunView, person: Person): string | undefined {
  const reasons = demandsOf(view.gate).map((demand) => against(demand, view, person));
  if (reasons.length === 0) return `run ${view.run} needs no approval`;
  return reasons.includes(undefined) ? undefined : reasons[0];
}

function against({ askerCounts, roles }: Demand, view: RunView, person: Person): string | undefined {
  if (person.name === view.by && !askerCounts) {
    return `run ${view.run} was asked for by ${person.name}, so somebody else has to approve it`;
  }
  if (view.plan.askedToo?.includes(person.name) && !askerCounts) {
    return `run ${view.run} comes of what ${person.name} decided, so somebody else has to approve it`;
  }
  if (roles.length > 0 && !roles.some((role) => person.roles.includes(role))) {
    return `only ${withRoles(roles)} may approve run ${view.run}`;
  }
  return undefined;
}

/** Whether the run has all the approvals its gate asks for. */
export function enough(view: RunView, people: People): boolean {
  return open(view, people).length === 0;
}

/** The votes for this very plan, one for each person, whatever the platform, judged by what farm.yaml says of them now. */
function valid(view: RunView, people: People): readonly (readonly [Vote, Person])[] {
  const byPerson = new Map(view.votes.map((vote) => [vote.person, vote]));
  return [...byPerson.values()].flatMap((vote) => {
    const person = people(vote.person);
    return person === undefined || vote.hash !== view.plan.hash ? [] : [[vote, person]];
  });
}

/** What the gate asks for that is not fulfilled, with how many people each still takes. */
function open(view: RunView, people: People): readonly { readonly demand: Demand; readonly left: number }[] {
  const votes = valid(view, people);
  return demandsOf(view.gate).flatMap((demand) => {
    const left = demand.need - votes.filter(([, person]) => against(demand, view, person) === undefined).length;
    return left > 0 ? [{ demand, left }] : [];
  });
}

/** A vote as it arrives. */
export interface Ballot {
  readonly person: Person;
  readonly vote: 'approve' | 'withdraw' | 'deny';
  /** The plan's hash, or its first digits, as the person saw it. */
  readonly hash: string;
  /** Why, in their words. */
  readonly because?: string | undefined;
}

/** Why a vote is not taken, in words; undefined when it is. Approving needs all of: in time, this very plan, a person who counts. */
export function refused(view: RunView, ballot: Ballot, now: Date): string | undefined {
  const { person, vote, hash } = ballot;
  if (vote === 'withdraw') {
    if (!hasVoted(view, person.name)) return `run ${view.run} has no approval of ${person.name}`;
    if (view.state !== 'waiting') {
      return `run ${view.run} is ${view.state}, so an approval cannot be withdrawn any more; !cancel ${view.run} stops a run`;
    }
    return undefined;
  }
  if (view.state !== 'waiting' || !view.gate) return `run ${view.run} does not wait for approval: it is ${view.state}`;
  if (vote === 'deny') return undefined;
  if (Date.parse(view.gate.expires) <= now.getTime()) {
    return `too late: run ${view.run} waited until ${view.gate.expires.slice(0, 16).replace('T', ' ')} UTC. Ask again: !${view.plan.command}`;
  }
  if (!/^[0-9a-f]{4,64}$/.test(hash) || !view.plan.hash.startsWith(hash)) {
    return `that is another plan: run ${view.run} is ${shortHash(view.plan.hash)} now. Read it: !plan ${view.run}`;
  }
  return discounted(view, person);
}

/** Who can still settle what a run waits for, in words: "a second person with the role operator". */
export function waitsFor(view: RunView, people: People): string | undefined {
  return view.state === 'waiting' ? missing(view, people) : undefined;
}

/** Whose approval the run lacks, in words; undefined when it has all it needs. */
export function missing(view: RunView, people: People): string | undefined {
  const words = open(view, people).map(({ demand, left }) => inWords(demand, left, view));
  return words.length > 0 ? listed(words) : undefined;
}

function inWords({ roles, askerCounts }: Demand, left: number, { by, plan }: RunView): string {
  const ending = roles.length > 0 ? ` with the role ${listed(roles, 'or')}` : '';
  if (askerCounts) {
    if (left > 1) return counted(left, 'person', 'people') + ending;
    return ending ? `a person${ending}` : `${by} or anybody else on the farm`;
  }
  const { askedToo = [] } = plan;
  const others = `other than ${listed([by, ...askedToo])}`;
  if (left > 1) return `${left} people ${others}${ending}`;
  return askedToo.length > 0 ? `a person ${others}${ending}` : `a second person${ending}`;
}

/** Whether those of `everybody` who have not approved yet are too few for what the gate still asks for. */
export function tooFew(view: RunView, people: People, everybody: readonly Person[]): boolean {
  const voted = new Set(valid(view, people).map(([, { name }]) => name));
  const able = everybody.filter(({ name }) => !voted.has(name));
  return open(view, people).some(
    ({ demand, left }) => able.filter((person) => against(demand, view, person) === undefined).length < left,
  );
}

/** The first digits of a plan's hash: enough for people to tell two plans apart. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8);
}

function withRoles(roles: readonly string[]): string {
  return `people with the role ${listed(roles, 'or')}`;
}
