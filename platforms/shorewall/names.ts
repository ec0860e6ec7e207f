import * as s from '../../src/farm/config/scalars.ts';

/** Of a zone, shorewall-zones(5). */
export const zoneName = s.text('a shorewall zone such as net or loc', /^[A-Za-z][A-Za-z0-9_]{0,9}$/);

/** Where people come to. */
export const publicAddress = s.text(
  'an address, or a name from params such as $IP_FAILOVER',
  /^(\$[A-Z][A-Z0-9_]*|\d{1,3}(\.\d{1,3}){3})$/,
);

/** A variable of the shell; names that a shell or Shorewall itself uses are none of a VM's. */
export const paramName = s.text(
  'a shorewall parameter such as VM_SKARO_XIVO',
  /^(?!(PATH|IFS|HOME|ENV|PS[124]|PWD|OLDPWD|SHELL|USER|LOGNAME|LANG|LC_\w+|FW|CONFDIR|SHAREDIR|CONFIG_PATH)$)[A-Za-z_][A-Za-z0-9_]{0,127}$/,
);

/** Why a name cannot be that of a param of Shorewall's, shorewall-params(5); undefined when it can. */
export function paramProblem(param: string): string | undefined {
  if (paramName.safeParse(param).success) return undefined;
  return `${param} is no name for a parameter of the firewall: it begins with a letter, and is none that the shell uses itself`;
}
