/**
 * What this layer runs through `as_root`, and the forms such rules have, as sudoers(5) lists commands: path and arguments, the arguments
 * as one POSIX extended regular expression from `^` to `$` (sudo 1.9.10 or later). Everything else is done as the user who logs in.
 */

/**
 * To read and edit the files of a folder whose names match `name`, itself such an expression, and to make and remove links among them.
 * New contents arrive on standard input; they can only be put beside the file and then moved to its place. No command of these follows a
 * link that another of these made.
 */
export function privilegedForFiles(folder: string, name: string): readonly string[] {
  const path = `${literal(folder)}/(${name})`;
  const temp = `${literal(folder)}/\\.(${name})\\.farmhand`;
  return [
    `/usr/bin/dd ^if=${path} bs=64K iflag=nofollow status=none$`,
    `/usr/bin/install ^-m [0-7]{3} (-o [0-9]+ -g [0-9]+ )?-T -- /dev/stdin ${temp}$`,
    `/usr/bin/sync ^-- ${temp}$`,
    `/usr/bin/ln ^-sfT -- [^ ]+ ${temp}$`,
    `/usr/bin/mv ^-fT -- ${temp} ${path}$`,
    `/usr/bin/rm ^-f -- (${path}|${temp})$`,
  ];
}

/** To cancel a job that runs privileged commands. */
export const privilegedForJobs: readonly string[] = ['/usr/bin/kill ^-(TERM|CONT|STOP|KILL) [0-9]+$'];

/** To read and edit one file. */
export function privilegedForFile(path: string): readonly string[] {
  return privilegedForFiles(folderOf(path), literal(baseOf(path)));
}

/** To run a command of farm.yaml, word for word. A program that is given by name is taken for one of /usr/bin. */
export function privilegedCommand([program = '', ...words]: readonly string[]): string {
  const path = program.startsWith('/') ? program : `/usr/bin/${program}`;
  return `${path} ^${words.map(literal).join(' ')}$`;
}

/** An expression that matches this text and no other. */
export function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** `/etc/dns` of `/etc/dns/db.farm`. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** `db.farm` of `/etc/dns/db.farm`. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
