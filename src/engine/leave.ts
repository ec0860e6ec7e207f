/** Why work on a run ends before its steps do. */

/** A person cancelled the run. */
export class Cancelled extends Error {
  override name = 'Cancelled';
}

/** This process must let go of the run; what runs on the hosts goes on, and the process that takes the run up next finds it. */
export class LetGo extends Error {
  override name = 'LetGo';
}
