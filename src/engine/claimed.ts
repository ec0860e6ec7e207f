/** Something of the farm that a step takes: nobody else is to be given it while its run is not over. */
export type Claimed = Amount | Single;

/** What there is only so much of. It counts until the step is done; then the hosts show it. */
type Amount =
  /** Memory of a node, in bytes. */
  | { readonly kind: 'memory'; readonly node: string; readonly bytes: number }
  /** Room of a volume group of a host, in its extents, or in bytes, which are rounded up to extents. */
  | ({ readonly kind: 'storage'; readonly host: string; readonly group: string } & (
      | { readonly extents: number }
      | { readonly bytes: number }
    ));

/** What there is only one of. It counts until the run is settled, since what was done may be taken back and done again. */
type Single =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'mac'; readonly mac: string }
  /** TCP port of the public address. */
  | { readonly kind: 'port'; readonly port: number };
