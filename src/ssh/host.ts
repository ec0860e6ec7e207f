/** What came back from a script that ended. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** More was printed than was kept. */
  readonly truncated: boolean;
}

/**
 * A fixed POSIX sh script. Values never stand in its text: they are `$1`, `$2` … or standard input; NUL characters are refused.
 * Before it runs: LC_ALL=C, the host's PATH, folder `/`, umask 022, and `as_root`, which is `sudo -n --` where the host is reached as
 * another user. Nothing else of the environment. It runs in a subshell of a shell that stays: `$$` is that shell's, and what it leaves
 * running must have its output elsewhere.
 */
export interface Script {
  readonly script: string;
  readonly args?: readonly string[];
  readonly stdin?: string;
  /**
   * About how many milliseconds it takes on a host on which reading a file takes ten: where a batch is shared out, those that take longest are not to wait for
   * each other.
   */
  readonly takes?: number;
}

export interface RunOptions {
  /** Milliseconds; default 60,000. After it the outcome is unknown. */
  readonly deadline?: number;
  /** Bytes of each stream that are kept; default 8 MiB. */
  readonly keep?: number;
}

/** The script was never started: nothing happened on the host. */
export class HostUnreachable extends Error {
  override name = 'HostUnreachable';
}

/** The script was sent and its end was not seen: look at the host before anything is done again. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown';
}

export type JobState =
  | { readonly state: 'absent' }
  | { readonly state: 'running'; readonly bytes: number }
  | { readonly state: 'done'; readonly code: number; readonly bytes: number }
  /** It was started, nobody runs it any more, and it left no exit code (the host restarted, or it was killed). */
  | { readonly state: 'lost'; readonly bytes: number };

/** Jobs that outlive the connection and the bot; `id` is chosen, and written down, by the caller before it starts one. */
export interface Jobs {
  /** Starts it unless a job of this id was ever started: then does nothing. Throws StaleToken when `token` is lower than one the resource has seen. */
  start(id: string, script: Script, fence?: Fence): Promise<void>;
  state(id: string): Promise<JobState>;
  /** State and output (both streams) from a byte offset, in one exec. */
  follow(
    id: string,
    offset: number,
  ): Promise<{ readonly state: JobState; readonly output: string; readonly next: number }>;
  /** Resolves when nothing of the job runs any more, or after so many milliseconds. The host says so at once, unless many wait there already. */
  ended(id: string, milliseconds: number): Promise<void>;
  /**
   * Ends every process of the job; returns when none is left. It is then done, with code 143 unless it had ended by itself. A job that
   * was never started is done too: a start still on its way does nothing.
   */
  cancel(id: string): Promise<void>;
}

/** The highest token a resource has seen is kept on the host; a lower one is refused there. */
export interface Fence {
  /** Matches /^[a-z0-9][a-z0-9._:@-]*$/i. */
  readonly resource: string;
  readonly token: number;
}

/** A worker that was given up comes back too late. */
export class StaleToken extends Error {
  override name = 'StaleToken';
}

/** What a path holds: `null` where there is nothing. Bytes that are not UTF-8 stand in `text` as lone surrogates, and are written as they were. */
export type FileState = { readonly text: string } | { readonly link: string } | null;

/** One path of a transaction: what must be there now and what shall be there after. A file keeps its owner and mode; a new one is 0644. */
export interface FileEdit {
  readonly path: string;
  readonly before: FileState;
  readonly after: FileState;
}

/** Edits of several files or links of one host, all or none of them. */
export interface Transaction {
  readonly edits: readonly FileEdit[];
  /** Before anything is renamed: `$1` … are the new files' temporary paths, in the order of `edits` (empty for a removal or a link), then its own arguments. */
  readonly check?: Script;
  /** After the renames, before `reload`: for checkers that read the whole tree. */
  readonly checkTree?: Script;
  /** Run again when the old files are back, then with `taking_back` set in its environment. */
  readonly reload?: Script;
  /** After `reload`: is the service well? */
  readonly health?: Script;
  readonly fence?: Fence;
  /** Whose files they are, in small letters: edits of one service take turns on a host, and wait for no other's. Left out: for others that leave it out. */
  readonly service?: string;
}

/** The file was edited since it was read; nothing was changed. */
export class FileChanged extends Error {
  override name = 'FileChanged';
}

/** A check, the reload or the health check said no; the old bytes are back in place (and reloaded). */
export class EditRefused extends Error {
  override name = 'EditRefused';
  readonly stage: 'check' | 'checkTree' | 'reload' | 'health';
  readonly output: string;
  constructor(stage: EditRefused['stage'], output: string, message: string) {
    super(message);
    this.stage = stage;
    this.output = output;
  }
}

/** A machine reached by SSH, as the rest of farmhand sees it. */
export interface Host {
  readonly name: string;
  /** Throws HostUnreachable or OutcomeUnknown; any exit code is a result. */
  run(script: Script, options?: RunOptions): Promise<Result>;
  /** Several reads in one round trip, some beside each other, each with its own result; one that fails does not stop the others. */
  batch(scripts: readonly Script[], options?: RunOptions): Promise<readonly Result[]>;
  /** Opens a new connection, beside those that are open, and closes it: proof that others can get in. Throws HostUnreachable. */
  probe(milliseconds: number): Promise<void>;
  readonly jobs: Jobs;
  /**
   * All or nothing, one of a service at a time on a host. Throws FileChanged, EditRefused, StaleToken; Error when the host could not do it, the old
   * files then being in place unless it says otherwise; OutcomeUnknown when the connection is lost: the host goes on with it.
   */
  edit(transaction: Transaction): Promise<void>;
  /**
   * Resolves when no transaction is under way there, not even one whose connection was lost, and one that broke off half-way is
   * finished or taken back: what is read then stays. Throws HostUnreachable, OutcomeUnknown.
   */
  settled(): Promise<void>;
}

/** The hosts of a farm by the names farm.yaml gives them. Throws when there is none of that name. */
export type Hosts = (name: string) => Host;
