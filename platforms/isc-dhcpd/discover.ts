import { type Discovered, type Discovery, type FoundVm, mostCommon, namesOf } from '../../src/farm/discovery.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import { headOf, statementsIn, subnetsAt } from './hosts.ts';
import { dhcpTree, hostsIn } from './tree.ts';

/** The path of dhcpd's configuration, as Debian's service is told it, and its text with what it includes after it. */
const script = `
file=$(sed -n 's/^DHCPDv4_CONF="\\{0,1\\}\\([^"]*\\)"\\{0,1\\}$/\\1/p' /etc/default/isc-dhcp-server 2>/dev/null)
file=\${file:-/etc/dhcp/dhcpd.conf}
[ -f "$file" ] || exit 0
printf '%s\\n' "$file"
cat -- "$file" 2>/dev/null || as_root cat -- "$file"
`;

/** dhcpd.conf, and the netmask that its hosts are given. */
export const discovery: Discovery = {
  program: 'dhcpd',
  find: (host, vms) =>
    partOf(
      printedFact(host, { script }, 'dhcpd.conf cannot be read', (printed) => {
        const end = printed.indexOf('\n');
        return end < 0 ? undefined : configurationIn(printed.slice(0, end), printed.slice(end + 1), vms);
      }),
    ),
};

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
