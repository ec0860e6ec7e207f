/**
 * What a farm has only one of each: an address (or a range of them), a TCP port (or a range) of the public address, a MAC, a
 * domain name, a site's server name. Addresses are dotted or as RFC 5952 writes them, MACs and names in lower case, names absolute without the last dot.
 */
export type Thing =
  | { readonly kind: 'address'; readonly first: string; readonly last: string }
  | { readonly kind: 'port'; readonly first: number; readonly last: number }
  | { readonly kind: 'mac'; readonly mac: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'site'; readonly name: string };

/** A thing is taken: nobody else can be given it. */
export interface Claim {
  readonly thing: Thing;
  /** Who has it and where that stands, in words: "host printer (/etc/dhcp/inc-hosts.conf:1)". */
  readonly by: string;
  /** The entry's name; distinguishes a VM's own entries from others': owner of a record, name of a host block, file of a site, name of a variable. */
  readonly entry?: string;
}

/** An entry that speaks of a name, an address or a variable that is another entry's. */
export interface Reference {
  readonly to:
    | { readonly name: string }
    | { readonly address: string }
    /** A variable of the firewall's configuration. */
    | { readonly variable: string };
  /** Which entry and where it stands, in words: "MX of farm (/etc/dns/db.farm:12)". */
  readonly by: string;
  /** As in Claim. */
  readonly entry?: string;
  /** breaks: the service refuses its whole configuration once what this leads to is gone; dangles: only this entry leads nowhere. */
  readonly without: 'breaks' | 'dangles';
}

/** Everything one service's configuration, or the running service, says of who has what. */
export interface Inventory {
  readonly claims: readonly Claim[];
  readonly references: readonly Reference[];
  /** What of it cannot be known, in words, each with where it stands: nothing may be taken for free because of it. */
  readonly opaque: readonly string[];
}

/** What two configurations of one service say. */
export function joined(one: Inventory, other: Inventory): Inventory {
  return {
    claims: [...one.claims, ...other.claims],
    references: [...one.references, ...other.references],
    opaque: [...one.opaque, ...other.opaque],
  };
}
