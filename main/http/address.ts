/** Where to listen. */
export interface HttpAddress {
  /** An address of this machine; undefined: all of them. */
  readonly host?: string;
  /** 0: a free one. */
  readonly port: number;
}

/** Reads FARMHAND_HTTP: `HOST:PORT`, `[IPv6]:PORT`, or `:PORT` for every address of the machine. Throws TypeError. */
export function httpAddress(text: string): HttpAddress {
  const [, bracketed, plain, digits = ''] = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9_.-]+))?:(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535)
    throw new TypeError(
      `FARMHAND_HTTP is ${JSON.stringify(text)}; it should be HOST:PORT or :PORT, as in 127.0.0.1:9464`,
    );
  const host = bracketed ?? plain;
  return { port, ...(host !== undefined && { host }) };
}
