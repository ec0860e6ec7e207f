import * as s from '../../src/farm/config/scalars.ts';

/** Of a zone, shorewall-zones(5). */
export const zoneName = s.text('a shorewall zone such as net or loc', /^[A-Za-z][A-Za-z0-9_]{0,9}$/);

/** Where people come to. */
export const publicAddress = s.text(
  'an address, or a name from params such as $IP_FAILOVER',
  /^(\$[A-Z][A-Z0-9_]*|\d{1,3}(\.\d{1,3}){3})$/,
);

/** Why a name cannot be that of a variable of Shorewall's, shorewall-params(5); undefined when it can. */
export function paramProblem(param: string): string | undefined {
  if (s.paramName.safeParse(param).success) return undefined;
  return `${param} is no name for a parameter of the firewall: it begins with a letter, and is none that the shell uses itself`;
}
