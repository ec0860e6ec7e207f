import type { ReverseProxy } from '../../src/farm/roles/proxy.ts';
import { requestsPart } from './requests.ts';
import { type NginxSettings, settings } from './settings.ts';
import { sitesPart } from './state.ts';
import { removeSite, site } from './steps.ts';

/** nginx, whose sites are files. */
export const plays: ReverseProxy = {
  kind: 'nginx',
  title: 'nginx',
  settings,
  site,
  removeSite,
  sites: (proxy) => sitesPart(proxy as NginxSettings),
  requests: ({ host }, state, site) => requestsPart(host, state, site),
};
