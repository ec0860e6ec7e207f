import type { ContractCase } from '../host-tools.ts';

const folder = '"$ROOT/etc/shorewall"';
const rule =
  'DNAT            net             loc:$VM_GALLIFREY_DEV_XIVO:22       tcp     22006           -       $IP_FAILOVER';

/** Checks copies of the files with one more line. Exit codes of refusals differ from error to error, so only failure is shown. */
function check(file: string, line: string): string {
  return `mkdir /tmp/c-wall && cp ${folder}/rules ${folder}/params ${folder}/shorewall.conf /tmp/c-wall/ && printf '%s\\n' '${line}' >> /tmp/c-wall/${file}; shorewall check /tmp/c-wall 2>&1 >/dev/null | sed 's/(line [0-9]*)/(line N)/'; rm -r /tmp/c-wall`;
}

/** The same with lines that Shorewall takes: its exit code, and what it complains of. */
function takes(params: readonly string[], rules: readonly string[]): string {
  const add = (file: string, lines: readonly string[]) =>
    lines.map((line) => `printf '%s\\n' '${line}' >> /tmp/c-wall/${file}; `).join('');
  return `mkdir /tmp/c-wall && cp ${folder}/rules ${folder}/params ${folder}/shorewall.conf /tmp/c-wall/; ${add('params', params)}${add('rules', rules)}shorewall check /tmp/c-wall 2>&1 >/dev/null; echo $?; rm -r /tmp/c-wall`;
}

export const firewall: readonly ContractCase[] = [
  {
    name: 'shorewall checks a folder that has a shorewall.conf',
    lines: [
      `mkdir /tmp/c-wall && cp ${folder}/rules ${folder}/params /tmp/c-wall/; shorewall check /tmp/c-wall`,
      `cp ${folder}/shorewall.conf /tmp/c-wall/; shorewall check /tmp/c-wall; code=$?; rm -r /tmp/c-wall; exit $code`,
    ],
  },
  {
    name: 'shorewall refuses rules it cannot read',
    lines: [
      check('rules', 'DNAT net loc:$VM_NOPE:22 tcp 22009 - $IP_FAILOVER'),
      check('rules', 'FOO net loc:10.10.60.9:22 tcp 22009'),
      check('rules', 'DNAT net lock:10.10.60.9:22 tcp 22009'),
      check('rules', 'DNAT net loc:10.10.60.999:22 tcp 22009'),
      check('rules', 'DNAT net loc:10.10.60.9:22 tcp 99999'),
    ],
  },
  {
    name: 'what is no assignment in params is passed over',
    lines: [check('params', 'VM_X 10.10.60.9')],
  },
  {
    name: 'params is read by a shell: variables may be made of others, share a line, or stand in a condition',
    lines: [
      takes(['VMS=$VM_SKARO_XIVO,$VM_GALLIFREY_XIVO'], ['ACCEPT loc:$VMS net tcp 25']),
      takes(
        ['export VM_A=10.10.60.7 ; VM_B="10.10.60.8" # two'],
        ['DNAT net loc:$VM_A tcp 22007', 'DNAT net loc:${VM_B}:22 tcp 22008'],
      ),
      takes(['if true; then', '    VM_A=10.10.60.7', 'fi'], ['DNAT net loc:$VM_A:22 tcp 22007 - $IP_FAILOVER']),
      takes(['VM_A=$(echo 10.10.60.7)'], ['DNAT net loc:$VM_A:22 tcp 22007 - $IP_FAILOVER']),
    ],
  },
  {
    name: 'shorewall takes a rule however its ports and columns are written',
    lines: [
      takes(
        [],
        ['DNAT net loc:10.10.60.40 tcp 22003:22020 - $IP_FAILOVER', 'DNAT net loc:10.10.60.40:22 tcp 22030,22032'],
      ),
      takes([], ['DNAT net loc:10.10.60.40:443 ; proto=tcp, dport=22030']),
      takes([], ['{ action=>DNAT source=>net dest=>loc:10.10.60.40:443 proto=>tcp dport=>22030 }']),
      takes(
        [],
        [
          'REDIRECT net 22 tcp 22030',
          'Web(DNAT) net loc:10.10.60.40',
          'DNAT:info:lab net loc:10.10.60.40:22 tcp,udp 22031',
        ],
      ),
      takes(
        [],
        [
          '?COMMENT lab',
          'DNAT net loc:10.10.60.40:22 tcp \\',
          '  22030',
          '?COMMENT',
          '?IF $VM_SKARO_XIVO',
          'DROP net all tcp 23',
          '?ENDIF',
        ],
      ),
    ],
  },
  {
    name: 'a rule is in force once it is loaded, all are gone after clear, and back after start',
    lines: [
      'shorewall status > /dev/null; echo $?; shorewall status | grep -Eo "^Shorewall is .*|^State:[A-Za-z]*"',
      'iptables -w -t nat -S',
      `cp -p ${folder}/rules /tmp/c-rules; cp -p ${folder}/params /tmp/c-params`,
      `echo VM_GALLIFREY_DEV_XIVO=10.10.60.6 >> ${folder}/params; echo '${rule}' >> ${folder}/rules`,
      'iptables -w -t nat -S | grep 22006',
      'shorewall reload > /tmp/c-out; echo $?; tail -n 1 /tmp/c-out; rm /tmp/c-out',
      'iptables -w -t nat -S | grep 22006',
      'shorewall clear > /tmp/c-out; echo $?; head -n 1 /tmp/c-out; tail -n 1 /tmp/c-out; rm /tmp/c-out',
      'shorewall status > /dev/null; echo $?; shorewall status | grep -Eo "^Shorewall is .*|^State:[A-Za-z]*"',
      'systemctl is-active shorewall',
      'iptables -w -t nat -S',
      `cat /tmp/c-rules > ${folder}/rules; cat /tmp/c-params > ${folder}/params; rm /tmp/c-rules /tmp/c-params`,
      'shorewall start > /tmp/c-out; echo $?; tail -n 1 /tmp/c-out; rm /tmp/c-out',
      'shorewall reload > /tmp/c-out; echo $?; tail -n 1 /tmp/c-out; rm /tmp/c-out',
      'iptables -w -t nat -S',
    ],
  },
  {
    name: 'rules that were saved come back after clear, under the name they were saved by',
    lines: [
      'shorewall restore cnope > /tmp/c-out 2>&1; echo $?; tail -n 1 /tmp/c-out; rm /tmp/c-out',
      'shorewall save csaved > /tmp/c-out 2>&1; echo $?; tail -n 1 /tmp/c-out; rm /tmp/c-out',
      'shorewall clear > /dev/null 2>&1; iptables -w -t nat -S | grep -c DNAT',
      'shorewall restore csaved > /tmp/c-out 2>&1; echo $?; tail -n 1 /tmp/c-out; rm /tmp/c-out',
      'shorewall status > /dev/null; echo $?',
      'iptables -w -t nat -S | grep -c DNAT',
      'rm -f /var/lib/shorewall/csaved*',
    ],
  },
];
