import { duration, foundInstance, isRunning, partOf, Refusal } from 'farmhand/plugin';

/**
 * Seconds since QEMU made the monitor socket of an instance, which it does when it starts; null where there is no socket.
 * `as_root` is sudo where farmhand does not log in as root.
 *
 * @param {string} host
 * @param {string} socket
 * @returns {import('farmhand/plugin').Fact<number | null>}
 */
function ageFact(host, socket) {
  return {
    host,
    read: { script: 'made=$(as_root stat -c %Y "$1") && echo "$(($(date +%s) - made))"', args: [socket] },
    parse: ({ code, stdout, stderr }) => {
      if (code === 0) return Number(stdout);
      if (stderr.includes('No such file')) return null;
      throw new Error(
        `${host}: stat of ${socket} failed: ${stderr.trim() || `exit code ${code}`}. Look there by hand.`,
      );
    },
  };
}

/**
 * The settings of the farm's hypervisor, of which a plugin knows more where it knows the platform.
 *
 * @param {import('farmhand/plugin').Farm} farm
 * @returns {{ readonly nodeHost: string, readonly monitors: string }}
 */
function ganetiOf({ hypervisor }) {
  if (hypervisor.kind !== 'ganeti')
    throw new Refusal('!uptime asks the monitor sockets of Ganeti, which this farm has not.');
  return /** @type {any} */ (hypervisor);
}

/** @type {import('farmhand/plugin').Reading} */
export const uptime = {
  name: 'uptime',
  kind: 'read',
  usage: 'uptime VM',
  summary: 'Says for how long a VM has been running.',
  examples: [
    { say: 'uptime gallifrey', shows: 'gallifrey has been running for' },
    { say: 'uptime skaro', shows: 'skaro does not run' },
    { say: 'uptime galifrey', shows: 'Did you mean gallifrey?' },
  ],
  answer: async ({ args: [name = ''], farm, look, read }) => {
    const { vm, instance } = foundInstance(farm, name, await look());
    if (!isRunning(farm, vm, instance)) throw new Refusal(`${vm.name} does not run. !start ${vm.name} starts it.`);
    const { nodeHost, monitors } = ganetiOf(farm);
    const fact = ageFact(nodeHost, `${monitors}/${instance.name}.monitor`);
    const { age } = await read({ age: partOf(fact) });
    if ('unknown' in age) throw new Refusal(`It is not known how long ${vm.name} has been running: ${age.unknown}`);
    if (age.known === null) throw new Refusal(`${vm.name} runs without a monitor socket, so its age is not known.`);
    return { tone: 'answer', lines: [`${vm.name} has been running for ${duration(age.known)}.`] };
  },
};
