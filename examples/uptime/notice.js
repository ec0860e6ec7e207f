import { Procedure } from 'farmhand/plugin';

/** @type {import('farmhand/plugin').Planning} */
export const notice = {
  name: 'notice',
  kind: 'plan',
  risk: 'safe',
  usage: 'notice WORD…',
  summary: "Leaves a line in the file notices of farmhand's folder on the hypervisor's host; !undo takes it away.",
  details: ['Linked as /etc/motd.d/farmhand, that file is shown to whoever logs in there.'],
  examples: [
    { say: 'notice gallifrey moves on Monday', shows: 'notice on host01: gallifrey moves on Monday' },
    { after: ['notice gallifrey moves on Monday'], say: 'undo 1', shows: 'no more notice on host01' },
    { after: ['notice skaro is back'], say: 'notice skaro is back', shows: 'Nothing to do' },
  ],
  plan: async ({ args, farm }) => {
    const line = args.join(' ');
    const { host } = farm.hypervisor;
    // A path that farm.yaml gives, so that the examples stay within the sandbox.
    const path = `${farm.hosts.get(host)?.state}/notices`;
    const procedure = new Procedure();
    procedure.step('notice', { action: 'notice.line', args: { host, path, line, present: true } });
    return {
      command: `notice ${line}`,
      title: `leave a notice on ${host}`,
      subjects: [],
      values: [['line', line]],
      notes: [],
      locks: [{ key: `notices:${host}`, mode: 'exclusive' }],
      steps: procedure.steps,
    };
  },
};
