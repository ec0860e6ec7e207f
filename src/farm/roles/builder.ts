import type * as z from 'zod';
import type { Invocation, Receipt } from '../../engine/action.ts';
import type { reached } from '../config/reached-schema.ts';
import type { Part } from '../read-parts.ts';
import type { BuildSettings, FarmSettings } from '../settings.ts';
import type { Hunk } from '../text/diff.ts';

/** What farm.yaml says of a VM that builds: all of its settings, and how it is reached. */
type BuildBlock = Omit<BuildSettings, 'host' | 'feeds'> & {
  readonly feeds?: string | undefined;
  readonly ssh: z.output<typeof reached>;
};

/** How a VM that builds packages stands. */
export interface FarmStatus {
  /** The revision the next build takes when none is given. */
  readonly wanted: string;
  /** Of the last build that was begun: another one builds everything anew. Absent: there was none. */
  readonly submitted?: string;
  /** Of the repository, and when (ISO time) it was made. */
  readonly builtRevision?: string;
  readonly builtAt?: string;
  /** Seconds the last build of everything took. */
  readonly rebuildSeconds?: number;
  /** Bytes. */
  readonly free?: number;
  /** Who builds now, and what: pid, since, name, command. */
  readonly running?: string;
  readonly built: number;
  readonly stale: number;
  readonly failed: number;
}

/** A git repository a revision is not taken from, and why. */
export interface Lacking {
  readonly repository: string;
  readonly why: 'missing' | 'unreachable';
}

/** A version of a source package that a VM builds, or would build. */
export interface Wanted {
  /** Its job's name. */
  readonly name: string;
  /** The source package. */
  readonly source: string;
  readonly version: string;
  readonly architectures: readonly string[];
  /** Whether the dependency graph has it built. */
  readonly stale: boolean;
}

/** A version that a VM has built, or is at work on. */
export interface Held {
  readonly how: 'published' | 'built' | 'building';
  readonly source: string;
  readonly version: string;
  /** Of the file; `all` while it is being built. */
  readonly architecture: string;
  /** Empty while it is being built. */
  readonly sha256: string;
}

/** A version that must not be built, because another VM that feeds the same repository has it. */
export interface Collision {
  readonly source: string;
  readonly version: string;
  /** The other VM. */
  readonly farm: string;
  readonly how: Held['how'];
  /** The VM that would build it holds the other's very files now; a build would put others in their place. */
  readonly same: boolean;
}

/** A file and what it holds; null: there is none. */
export interface Content {
  readonly path: string;
  readonly text: string | null;
}

/** What is set by hand for a VM that builds. */
export interface FarmFiles {
  /** Its settings. */
  readonly conf: Content;
  /** What the meta package is made of. */
  readonly job: Content;
}

/** How one file of a VM would have to change to be as another VM's. */
export interface Drift {
  /** On the VM that would change. */
  readonly path: string;
  /** What it holds there; null: there is none. */
  readonly before: string | null;
  readonly after: string;
  readonly hunks: readonly Hunk[];
}

/** A file on a VM's disk, and the GIT_REVISION it is to say there, if it is there at all. */
export interface OwnRevision {
  readonly conf: string;
  readonly revision: string;
}

/** What one build is to be. */
export interface BuildAsked {
  readonly id: string;
  readonly target: string;
  readonly how: 'graph' | 'alone' | 'force';
  readonly revision: string;
  readonly anew: boolean;
  readonly packages: number;
  readonly by: string;
  readonly rivals: readonly BuildSettings[];
}

/** What a build has come to. */
interface BuildOutcome {
  /** How many packages were as they should be already. */
  readonly unchanged: number;
  readonly seconds: number;
}

/** Packages that VMs build from git. */
export interface Builder {
  /** Its name as people know it. */
  readonly title: string;
  /** vms.NAME.build in farm.yaml. */
  readonly schema: z.ZodType<BuildBlock>;
  /** The files of `files`, in words. */
  readonly filesTitle: string;
  /** How the VM stands. */
  status(build: BuildSettings): Part<FarmStatus>;
  /** The repositories that lack a revision; none: it is in all that `target` is made from. */
  lacking(build: BuildSettings, target: string, revision: string): Part<readonly Lacking[]>;
  /** Which versions a build of `target` would build, and which it would leave as they are. */
  wanted(build: BuildSettings, target: string, revision: string): Part<readonly Wanted[]>;
  /** Which versions the VM has published, built, or is building. */
  held(build: BuildSettings): Part<readonly Held[]>;
  /** The versions of `wanted` that other VMs have. `own`: what the VM that would build holds itself. */
  collisionsOf(
    wanted: readonly Wanted[],
    others: ReadonlyMap<string, readonly Held[]>,
    own?: readonly Held[],
  ): readonly Collision[];
  /** "asterisk 1.8-1 is published by gallifrey already" */
  inWords(collision: Collision): string;
  /** What gives the versions of a VM another name, as a sentence. */
  otherVersions(build: BuildSettings): string;
  /** What is set by hand for the VM. */
  files(build: BuildSettings): Part<FarmFiles>;
  /** What differs between two VMs but for the variables that are the second one's own. */
  driftOf(from: FarmFiles, to: FarmFiles, keep: readonly string[]): readonly Drift[];
  /** The VM's files become as on the other. */
  lines(build: BuildSettings, drifts: readonly Drift[]): Invocation;
  build(farm: FarmSettings, build: BuildSettings, asked: BuildAsked): Invocation;
  /** What a copy of a VM that builds has of its own on its disk. */
  ownOf(build: BuildSettings): OwnRevision;
  /** The revision a step builds from; undefined: it builds nothing. */
  revisionOf(step: Invocation): string | undefined;
  /** What a step that builds has come to, by its receipt; undefined: nothing was built, or it is not known. */
  outcomeOf(step: Invocation & { readonly receipt?: Receipt }): BuildOutcome | undefined;
  /** The end of what a step that builds has printed; undefined: it builds nothing. */
  printed(step: Invocation): Part<readonly string[]> | undefined;
}
