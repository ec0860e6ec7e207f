import type { ContractCase } from '../host-tools.ts';

const zone = '"$ROOT/etc/bind/db.farm"';
/** Counts and cookies say nothing of the zone. */
function dig(question: string): string {
  return `dig +noall +comments +answer +norecurse +time=2 +tries=2 @127.0.0.1 -p 53 ${question} | sed -e 's/; QUERY.*//' -e '/^; COOKIE/d'`;
}

/** Reloads, and waits until the server has read its zones: the reload ends before. */
function reload(name: string, answer: string): string {
  return `systemctl reload named; for i in $(seq 100); do [ "$(dig +short @127.0.0.1 ${name} A)" = '${answer}' ] && break; sleep 0.1; done`;
}

function refused(name: string, record: string): ContractCase {
  return {
    name: `named-checkzone refuses ${name}`,
    lines: [
      `cp ${zone} /tmp/c-zone; printf '%s\\n' '${record}' >> /tmp/c-zone; (cd /tmp && named-checkzone farm c-zone | sed "s/c-zone:[0-9]*/c-zone:LINE/"); rm /tmp/c-zone`,
    ],
  };
}

export const bind: readonly ContractCase[] = [
  {
    name: 'named-checkzone accepts the zones',
    lines: [
      `named-checkzone farm ${zone}`,
      'named-checkzone 10.10.in-addr.arpa "$ROOT/etc/bind/db.10.10"',
      `named-checkzone -q farm ${zone}`,
    ],
  },
  {
    name: 'named-checkzone fails on a bad file, by its exit code too',
    lines: [
      'echo nonsense > /tmp/c-zone; named-checkzone -q farm /tmp/c-zone; echo $?; rm /tmp/c-zone',
      'named-checkzone farm /tmp/c-nope',
    ],
  },
  refused('an address that is none', 'c-x IN A 10.10.60.999'),
  refused('an unknown type', 'c-x IN FOO 10.10.60.9'),
  refused('a record without data', 'c-x IN A'),
  refused('a record with too much data', 'c-x IN A 10.10.60.9 5'),
  refused('a name of two words', 'c-x y IN A 10.10.60.9'),
  refused('a name with an empty label', 'c-x..y IN A 10.10.60.9'),
  refused('quotes left open', 'c-x IN TXT "abc'),
  {
    name: 'a record is served once the zone was reloaded, not before',
    lines: [
      `cp -p ${zone} /tmp/c-zone`,
      `printf 'c-new IN A 10.10.60.9\\n' >> ${zone}`,
      'dig +short @127.0.0.1 c-new.farm A',
      reload('c-new.farm', '10.10.60.9'),
      dig('-q c-new.farm. -t A'),
      'dig +short @127.0.0.1 c-new.farm A',
      `cat /tmp/c-zone > ${zone}; rm /tmp/c-zone; ${reload('c-new.farm', '')}`,
      'dig +short @127.0.0.1 c-new.farm A',
    ],
  },
  {
    name: 'a bad zone is not taken over: the reload says nothing, and the old one is still served',
    lines: [
      `cp -p ${zone} /tmp/c-zone`,
      `printf 'c-new IN A 10.10.60.999\\n' >> ${zone}`,
      'systemctl reload named; echo $?; rndc reload farm',
      'dig +short @127.0.0.1 gallifrey.xivo.vm.farm A',
      `cat /tmp/c-zone > ${zone}; rm /tmp/c-zone; systemctl reload named`,
    ],
  },
  {
    name: 'the name server tells what it has, what it has not, and what is not its own',
    lines: [
      dig('-q gallifrey.xivo.vm.farm. -t A'),
      dig('-q 5.60.10.10.in-addr.arpa. -t PTR'),
      dig('-q gallifrey.xivo.vm.farm. -t PTR'),
      dig('-q c-nope.farm. -t A'),
      dig('-q xivo.vm.farm. -t A'),
      dig('-q example.org. -t A'),
      'dig +short @127.0.0.1 farm SOA',
      'dig +short @127.0.0.1 -x 10.10.60.5',
    ],
  },
  { name: 'rndc knows its zones', lines: ['rndc reload', 'rndc reload nope'] },
];
