/** The pages of the farm in a browser: where they are, and who may see them. */
export interface WebSettings {
  /** `HOST:PORT` or `[IPv6]:PORT`. */
  readonly listen: string;
  /** How people reach it, without a slash at its end: `https://farm.example.org`. */
  readonly url: string;
  /** Whether `!page` gives people links that let them in. */
  readonly links: boolean;
  /** Absent: no proxy says who somebody is. */
  readonly proxy?: ProxyIdentity;
}

/** A proxy in front of the pages that says who somebody is. */
interface ProxyIdentity {
  /** The header that has it, in small letters. */
  readonly header: string;
  /** Addresses from which it counts. */
  readonly from: readonly string[];
}
