import type { Guess, GuessedSettings } from '../farm/discovery.ts';
import type { OwnNames } from './naming.ts';

/** A host as `farmhand init` reaches it. */
export interface DraftHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Private key files as a person wrote them; none: the ssh-agent's. */
  readonly keys: readonly string[];
}

/** A section of farm.yaml about who plays a role. */
export interface DraftSection {
  readonly section: string;
  /** In words for people: "the firewall". */
  readonly role: string;
  /** Absent where it is the section's first platform. */
  readonly kind?: string;
  /** Absent where there is one host, and where the section names none. */
  readonly host?: string;
  readonly settings: GuessedSettings;
  /** Why it is written as a comment only. */
  readonly out?: string;
}

/** Everything a first farm.yaml is made of. */
export interface Draft {
  readonly hosts: readonly DraftHost[];
  readonly sections: readonly DraftSection[];
  readonly pool: GuessedSettings;
  readonly naming: Readonly<Record<string, Guess<string>>>;
  readonly vms: ReadonlyMap<string, OwnNames>;
  /** The one who runs it; identities as farm.yaml has them. */
  readonly person: { readonly name: string; readonly identities: Readonly<Record<string, unknown>> };
  /** Blocks of chat, by platform. */
  readonly chat: Readonly<Record<string, unknown>>;
}

/** A guess of a draft by its place in the file: `dns.forward.zone`. */
export interface PlacedGuess extends Guess {
  readonly setting: string;
}
