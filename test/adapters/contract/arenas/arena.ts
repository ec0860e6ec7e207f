/** Somebody on a platform. */
export interface Actor {
  /** What farmhand writes there to call them. */
  readonly called: string;
  /** Says something to farmhand, where everybody is. */
  say(text: string): Promise<void>;
  /** Says something there that is not meant for farmhand. */
  mutter(text: string): Promise<void>;
  /** Puts the platform's 👍 on the message that shows a run's plan. */
  approve(run: number): Promise<void>;
  /** Takes it away. */
  withdraw(run: number): Promise<void>;
  /** Puts the platform's ❌ there. */
  deny(run: number): Promise<void>;
}

/** What a platform has, so that only that is asked of it. */
interface Abilities {
  /** People react on messages. */
  readonly reactions: boolean;
  /** People talk with each other there, too. */
  readonly talk: boolean;
  /** Somebody farmhand cannot recognise may speak. */
  readonly strangers: boolean;
  /** Its connection can be lost. */
  readonly connection: boolean;
  /** It is there again after a restart of farmhand. */
  readonly restarts: boolean;
}

/** A platform with farmhand on it: the sandbox's farm, and people who may use it. */
export interface Arena {
  readonly abilities: Abilities;
  /** `you` of the sandbox's farm. */
  readonly you: Actor;
  readonly sarah: Actor;
  /** Nobody farm.yaml lists. */
  readonly stranger: Actor;
  /** Everything farmhand said there, each message or line as it reads now, files included. */
  texts(): readonly string[];
  /** Cuts farmhand's connection. */
  cut(): Promise<void>;
  /** Stops farmhand and starts it over the same data. */
  restart(): Promise<void>;
  /** Whether farmhand says that it is connected there. */
  connected(): boolean;
  /** How many runs there are. */
  runs(): Promise<number>;
  close(): Promise<void>;
}
