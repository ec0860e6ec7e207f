/**
 * What this layer runs through `as_root`, as sudoers(5) lists commands: path and arguments, the arguments as one POSIX extended regular
 * expression from `^` to `$` (sudo 1.9.10 or later). Everything else is done as the user who logs in.
 */

/**
 * To read and edit the files of a folder whose names match `name`, itself such an expression, and to make and remove links among them.
 * New contents arrive on standard input; they can only be put beside the file and then moved to its place.
 */
export function privilegedForFiles(folder: string, name: string): readonly string[] {
  const path = `${literal(folder)}/(${name})`;
  const temp = `${literal(folder)}/\\.(${name})\\.farmhand`;
  return [
    `/usr/bin/cat ^-- ${path}$`,
    `/usr/bin/dd ^of=${temp} conv=fsync status=none$`,
    `/usr/bin/chown ^-- [0-9]+:[0-9]+ ${temp}$`,
    `/usr/bin/chmod ^-- [0-7]+ ${temp}$`,
    `/usr/bin/ln ^-s -- [^ ]+ ${temp}$`,
    `/usr/bin/mv ^-fT -- ${temp} ${path}$`,
    `/usr/bin/rm ^-f -- (${path}|${temp})$`,
  ];
}

/** To cancel a job that runs privileged commands. */
export const privilegedForJobs: readonly string[] = ['/usr/bin/kill ^-(TERM|CONT|STOP|KILL) [0-9]+$'];

function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
