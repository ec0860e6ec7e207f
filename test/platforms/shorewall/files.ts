/** Shorewall's files as farms have them. */

export const rules = `#ACTION         SOURCE          DEST                            PROTO   DEST    SOURCE          ORIGINAL
#                                                                       PORT    PORT(S)         DEST
?SECTION NEW

# The farm itself
SSH(ACCEPT)     net             $FW

# SSH of the virtual machines
DNAT            net             loc:$VM_SKARO_XIVO:22           tcp     22002           -       $IP_FAILOVER
DNAT            net             loc:$VM_GALLIFREY_XIVO:22       tcp     22005           -       $IP_FAILOVER
`;

export const params = `IP_FAILOVER=10.0.2.15
VM_SKARO_XIVO=10.10.60.2
VM_GALLIFREY_XIVO=10.10.60.5
`;

/** gallifrey-dev's port, as it shall be forwarded. */
export const wanted = {
  netZone: 'net',
  vmZone: 'loc',
  param: 'VM_GALLIFREY_DEV_XIVO',
  address: '10.10.60.6',
  toPort: 22,
  port: 22006,
  publicAddress: '$IP_FAILOVER',
};

export const ruleLine =
  'DNAT            net             loc:$VM_GALLIFREY_DEV_XIVO:22   tcp     22006           -       $IP_FAILOVER';
export const paramLine = 'VM_GALLIFREY_DEV_XIVO=10.10.60.6';
