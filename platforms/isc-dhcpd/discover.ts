import { basename } from 'node:path/posix';
import { withFile6 } from '../../src/farm/dhcp/discover6.ts';
import { type Discovered, type Discovery, type FoundVm, mostCommon, namesOf } from '../../src/farm/discovery.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { part } from '../../src/farm/read-parts.ts';
import { headOf, statementsIn, subnetsAt } from './hosts.ts';
import { hosts6In } from './inventory6.ts';
import { dhcpTree, hostsIn } from './tree.ts';

/** The path of dhcpd's configuration for DHCPv`$1`, as Debian's service is told it, or `$2`, and its text. */
const script = `
file=$(sed -n "s/^DHCPDv$1_CONF=\\"\\{0,1\\}\\([^\\"]*\\)\\"\\{0,1\\}\\$/\\1/p" /etc/default/isc-dhcp-server 2>/dev/null)
file=\${file:-$2}
[ -f "$file" ] || exit 0
printf '%s\\n' "$file"
cat -- "$file" 2>/dev/null || as_root cat -- "$file"
`;

/** dhcpd.conf, and the netmask that its hosts are given; dhcpd6.conf where it has VMs. */
export const discovery: Discovery = {
  program: 'dhcpd',
  find: (host, vms) =>
    part({
      facts: {
        four: fileOf(host, '4', '/etc/dhcp/dhcpd.conf'),
        six: fileOf(host, '6', '/etc/dhcp/dhcpd6.conf'),
      },
      make: ({ four, six }) => {
        const found = four && configurationIn(four.path, four.text, vms);
        return found && six ? withFile6(found, six, (text, path) => hosts6In(dhcpTree(text, path)), vms) : found;
      },
    }),
};

function fileOf(host: string, version: '4' | '6', path: string) {
  return printedFact(host, { script, args: [version, path] }, `${basename(path)} cannot be read`, (printed) => {
    const end = printed.indexOf('\n');
    return end < 0 ? undefined : { path: printed.slice(0, end), text: printed.slice(end + 1) };
  });
}

/** From the text of dhcpd.conf; hosts of files that it includes are not counted. Throws Unreadable. */
export function configurationIn(file: string, text: string, vms: readonly FoundVm[]): Discovered {
  const tree = dhcpTree(text, file);
  const [main] = tree.files;
  const hosts = hostsIn(tree);
  const names = namesOf(vms);
  const own = hosts.filter(({ name, addresses }) => [name, ...addresses].some((one) => names.has(one)));
  const masks = own.flatMap(({ statement }) =>
    (statement.block ? statementsIn(statement.block) : []).flatMap((inner) =>
      headOf(inner.statement, 2) === 'option subnet-mask' ? [inner.statement.words[2]?.text ?? ''] : [],
    ),
  );
  const mask = mostCommon(masks);
  const [address] = vms.flatMap((vm) => vm.address ?? []);
  const subnet = main && address !== undefined ? subnetsAt(main.root, address).at(-1) : undefined;
  const wide = subnet?.words[3]?.text;
  return {
    knows: own.length,
    settings: {
      file: { value: file, from: `it is there; it has ${own.length} of ${vms.length} VMs` },
      ...(mask
        ? {
            netmask: {
              value: mask.value,
              from: `option subnet-mask of ${mask.times} of its ${own.length} VMs`,
              ...(mask.times < own.length && { unsure: true }),
            },
          }
        : wide !== undefined && { netmask: { value: wide, from: `the subnet of ${address}`, unsure: true } }),
    },
    ...(own.length === 0 && {
      remarks: [`${file} itself has none of the VMs: their hosts may be in files it includes`],
    }),
  };
}
