/** What a site file says: the names it answers to and where it leads. */
export interface SiteText {
  readonly names: readonly string[];
  readonly targets: readonly string[];
}

/** The server block of a VM's site: its public name, handed to its web server. */
export function siteText(site: string, target: string): string {
  return `server {
 listen 80;
 server_name ${site};
 access_log  /var/log/nginx/${site}.access.log;

 location / {
  proxy_pass   http://${target};
 }
}
`;
}

/** Reads server_name and proxy_pass wherever they stand, comments left out, https://nginx.org/en/docs/http/server_names.html. */
export function readSite(text: string): SiteText {
  const bare = text.replaceAll(/(^|[\s;{}])#.*$/gm, '$1');
  const values = (directive: string) =>
    [...bare.matchAll(RegExp(`(?:^|[\\s;{}])${directive}\\s+([^;]*);`, 'g'))].flatMap(([, words]) =>
      (words ?? '').trim().split(/\s+/),
    );
  return { names: values('server_name'), targets: values('proxy_pass') };
}
