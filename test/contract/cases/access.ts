import type { ContractCase } from '../host-tools.ts';

export const access: readonly ContractCase[] = [
  {
    name: 'a running VM answers on its ports; a closed port and a missing VM are told apart',
    lines: [
      'timeout 5 socat -u OPEN:/dev/null TCP4:10.10.60.5:22,connect-timeout=3',
      'timeout 5 socat -u OPEN:/dev/null TCP4:10.10.60.5:99,connect-timeout=3',
      'timeout 5 socat -u OPEN:/dev/null TCP4:10.10.60.99:22,connect-timeout=2',
      "printf 'GET / HTTP/1.0\\r\\nHost: gallifrey.dachary.org\\r\\nConnection: close\\r\\n\\r\\n' | socat -t 10 - TCP4:10.10.60.5:80,connect-timeout=3 | sed -n 1p",
      "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | socat -t 10 - TCP4:10.10.60.5:80,connect-timeout=3 | grep -a -E '^(hostname|address|mac)='",
    ],
  },
  {
    name: 'a VM that is there answers ping and is known by its MAC',
    lines: [
      'ping -c 1 -W 20 10.10.60.5 > /dev/null; echo $?; ping -c 1 -W 20 10.10.60.5 | grep transmitted',
      'ip neigh show 10.10.60.5 | cut -d " " -f 1-5',
      'ping -c 1 -W 1 10.10.60.99 > /dev/null; echo $?; ping -c 1 -W 1 10.10.60.99 | grep transmitted',
      'ip neigh show 10.10.60.99 | cut -d " " -f 1-3',
    ],
  },
];
