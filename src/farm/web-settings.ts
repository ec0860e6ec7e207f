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
  /** Absent: nobody signs in with OpenID Connect. */
  readonly oidc?: OidcSettings;
}

/** A proxy in front of the pages that says who somebody is. */
interface ProxyIdentity {
  /** The header that has it, in small letters. */
  readonly header: string;
  /** Addresses from which it counts. */
  readonly from: readonly string[];
}

/** A provider of OpenID Connect that says who somebody is. The client's secret is in the environment. */
export interface OidcSettings {
  /** Its address, exactly as its tokens have it. */
  readonly issuer: string;
  /** How the provider knows farmhand. */
  readonly clientId: string;
  /** The claim that is `web` of a person's entry; `email` counts only where the provider has verified it. */
  readonly claim: string;
}
