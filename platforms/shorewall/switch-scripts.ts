import type { Program } from './running.ts';

/**
 * Marks in a switch's folder: `pending` (what for) from before anything is changed until the change stays, `armed` while the switch
 * waits, `confirmed` and `cancelled` from farmhand, `fired` when it took the change back, `saved` once Shorewall keeps the rules of before.
 */

/**
 * Of so many new files, each by where it is staged, then each by its name, the switch's folder, what for, and the program's own folder: what
 * the program says of them. Of what it checks it wants its main file in the same folder, and takes the rest from its own.
 */
export function checkScript(program: Program, files: number): string {
  const [marks, purpose, own] = [1, 2, 3].map((place) => `$${2 * files + place}`);
  const copies = Array.from({ length: files }, (_, at) => `as_root cp -- "$${at + 1}" "$folder/$${files + at + 1}"`);
  return `
printf '%s\\n' "${purpose}" >"${marks}/pending" || exit
folder=$(mktemp -d) || exit
trap 'rm -rf -- "$folder"' EXIT
${[`as_root cp -- "${own}/${program}.conf" "$folder/"`, ...copies].join(' && ')} || exit
as_root ${program} check "$folder"
`;
}

/** Name under which Shorewall keeps the rules that run before a change. */
const savedRules = 'farmhand';

/**
 * `$1` the switch's folder, `$2` shorewall or shorewall6; in `$taking_back` whether the old files are back. `reload` of Shorewall 5 is what `restart` was when
 * the seed was written: it replaces the rules and keeps connections. The `restart` of today stops the firewall first.
 * What ran before is saved, and that is what comes back: the old files may hold a change by hand that nobody has loaded yet,
 * and that may be what cut everybody off.
 */
export const reloadScript = `
if [ -n "\${taking_back-}" ] && [ -e "$1/saved" ]; then as_root "$2" restore ${savedRules}; exit; fi
as_root "$2" status >/dev/null 2>&1 || { as_root "$2" start; exit; }
if [ ! -e "$1/saved" ]; then as_root "$2" save ${savedRules} && : >"$1/saved" || exit; fi
as_root "$2" reload
`;

/**
 * The dead man's switch. `$1` its folder, `$2` seconds, `$3` shorewall or shorewall6. It runs on the host as the transaction's health check, whatever becomes of
 * farmhand: unless a person who got in by a new connection confirms, it opens the firewall and says no, and the transaction puts
 * the old files back and loads them.
 */
export const switchScript = `
cd "$1" || exit
: >armed
left=$(($2 * 10))
while [ "$left" -gt 0 ]; do
  if [ -e confirmed ]; then rm -f armed pending; exit 0; fi
  if [ -e cancelled ]; then rm -f armed; exit 1; fi
  sleep 0.1
  left=$((left - 1))
done
mv armed fired
as_root "$3" clear
exit 1
`;

/** `$1` the switch's folder. Prints `new` where there was none. */
export const prepareScript = `
umask 077
mkdir -p -- "\${1%/*}" || exit
if mkdir -- "$1" 2>/dev/null; then echo new; fi
[ -d "$1" ]
`;

/** `$1` the switch's folder, of which nothing may count any more. */
export const removeScript = 'rm -rf -- "$1"';

/** `$1` the switch's folder. Prints the names of the marks in it. */
export const marksScript = 'cd "$1" && echo *';

/** `$1` the switch's folder, `$2` the mark. */
export const markScript = 'cd "$1" && : >"$2"';

/** `$1` farmhand's folder, `$2` what for. Prints the folders of switches that guard such a change, or were left by one that broke off. */
export const pendingScript = `
for mark in "$1"/switch/*/pending; do
  if [ -e "$mark" ] && grep -qxF -- "$2" "$mark"; then echo "\${mark%/*}"; fi
done
exit 0
`;
