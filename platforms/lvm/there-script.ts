import * as z from 'zod';
import type { Fact } from '../../src/engine/facts.ts';
import * as s from '../../src/farm/config/scalars.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { literal } from '../../src/ssh/privileged.ts';

/** Another node, as root of this one gets there by SSH. */
export const Across = z.strictObject({
  /** Its host in farm.yaml. */
  host: s.label,
  /** Its name. */
  node: s.domain,
  /** Files on each node: the cluster's known_hosts, and the name under which its nodes' keys are there. */
  knownHosts: s.remotePath,
  alias: s.remotePath,
});
export type Across = z.infer<typeof Across>;

/** The node that new VMs go to by these settings. */
export function acrossTo({ hypervisor: { node, nodeHost, trust } }: FarmSettings): Across {
  return { host: nodeHost, node, ...trust };
}

/** What `there` takes after the script's own arguments. */
export function thereArgs(across: Across | undefined): readonly string[] {
  return across ? [across.node, across.knownHosts, across.alias] : [];
}

/** How ssh(1) is to be told no more than it needs: no person is there to be asked, and a node that is gone is given up after a minute. */
const always = 'BatchMode=yes StrictHostKeyChecking=yes ConnectTimeout=10 ServerAliveInterval=15 ServerAliveCountMax=4';

/** The options in their order, `$known_hosts` and `$alias` in their places. */
const options = (knownHosts: string, alias: string) =>
  [...always.split(' '), `GlobalKnownHostsFile=${knownHosts}`, 'UserKnownHostsFile=/dev/null', `HostKeyAlias=${alias}`]
    .map((option) => `-o ${option}`)
    .join(' ');

/** Of one connection for all commands of a script, which is closed half a minute after the last; in a folder that the script makes. */
const control = (path: string) => `-o ControlMaster=auto -o ControlPersist=30 -o ControlPath=${path}`;

/**
 * `there WORD…` runs a command as root on the node that is `$1`, by its `$2` known_hosts and `$3` file of the alias: on this one where there is no `$1`. With
 * \`temp\`, a folder, all go over one connection. Words that a shell on the way could take for more than a word are none.
 */
export const thereScript = `
node=\${1-} known_hosts=\${2-} alias=
if [ -n "$node" ]; then alias=$(cat -- "$3") || exit; fi
there() {
  [ -n "$node" ] || { as_root "$@"; return; }
  line='env LC_ALL=C LVM_SUPPRESS_FD_WARNINGS=1'
  for word in "$@"; do
    case $word in
      '' | *[!A-Za-z0-9/_.,:=+?-]*) echo "no word that is sent to another node: $word" >&2; return 64 ;;
    esac
    line="$line '$word'"
  done
  if [ -n "\${temp-}" ]; then
    as_root ssh ${options('"$known_hosts"', '"$alias"')} ${control('"$temp/ssh"')} -- "root@$node" "$line"
  else
    as_root ssh ${options('"$known_hosts"', '"$alias"')} -- "root@$node" "$line"
  fi
}
`;

/** Why the node cannot be reached so from a host; null: it is. */
export function unreachedFact(host: string, across: Across): Fact<string | null> {
  return {
    host,
    read: { script: `${thereScript}there true`, args: thereArgs(across) },
    parse: ({ code, stderr }) => (code === 0 ? null : stderr.trim().split('\n').at(-1)?.trim() || `exit code ${code}`),
  };
}

/** Why nothing is copied there, and what to do. */
export function unreached(host: string, { node, knownHosts }: Across, why: string): string {
  return (
    `root on ${host} cannot log in to ${node} by SSH as the nodes of one cluster do (${why}): a cluster made with --no-ssh-init has no ` +
    `such keys. Put them there (${knownHosts}, and root's authorized_keys on ${node}), or name a node by --node that needs no copy over the network`
  );
}

/** Rules for what `there` runs on the other nodes, as sudoers(5) lists commands; `commands` are expressions of what is sent. */
export function privilegedThere(
  { hypervisor: { nodes, trust } }: FarmSettings,
  from: string,
  commands: readonly string[],
): readonly string[] {
  const others = [...nodes].filter(([, host]) => host !== from).map(([node]) => literal(node));
  const fixed = options(literal(trust.knownHosts), '[A-Za-z0-9.-]+');
  const shared = `( ${control('/[A-Za-z0-9./_-]+/ssh')})?`;
  const sent = commands.map((command) =>
    command
      .split(' ')
      .map((word) => `'${word}'`)
      .join(' '),
  );
  const to = `root@(${others.join('|')})`;
  return sent.map(
    (words) => `/usr/bin/ssh ^${fixed}${shared} -- ${to} env LC_ALL=C LVM_SUPPRESS_FD_WARNINGS=1 ${words}$`,
  );
}
