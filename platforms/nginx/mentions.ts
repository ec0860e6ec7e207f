import type { Directive } from './syntax.ts';

/** A host's name or address in the configuration. */
export interface Mention {
  /** In lower case. */
  readonly host: string;
  readonly file: string;
  readonly line: number;
  /** nginx looks it up when it loads, and loads nothing when it finds none. */
  readonly atLoad: boolean;
}

const passes = /^(proxy|grpc|fastcgi|uwsgi|scgi|memcached)_pass$/;

/** Whether a directive says who is asked in a visitor's stead. */
export function isPass({ words: [name = ''] }: Directive): boolean {
  return passes.test(name);
}

/** Directives whose words say what this server is called, or are text. */
const speaksOfNobody = new Set(['server_name', 'log_format', 'include', 'upstream', 'types', 'add_header', 'root']);

/**
 * The hosts a directive speaks of. nginx looks up at load whom it passes to, asks or believes, unless a variable says who that is (seen with nginx 1.22);
 * of all else, what has the form of a host's name or address may be one.
 */
export function mentionsOf(directive: Directive, upstreams: ReadonlyMap<string, unknown>): readonly Mention[] {
  const [name = '', ...words] = directive.words;
  const [value = ''] = words;
  const sure = (word: string) =>
    upstreams.has(withoutScheme(word).toLowerCase()) ? [] : mention(word, directive, !word.includes('$'));
  if (isPass(directive)) return sure(value);
  if (name === 'server' && !directive.block) return mention(value, directive, !words.includes('resolve'));
  if (name === 'set_real_ip_from' || name === 'auth_http') return sure(value);
  if (name === 'resolver') return words.filter((word) => !word.includes('=')).flatMap(sure);
  if (name === 'access_log' || name === 'error_log') {
    const [, server = ''] = /^syslog:server=([^,]+)/.exec(value) ?? [];
    return sure(server);
  }
  // An address to listen at is this host's own.
  if (name === 'listen') return /^[[\d*]|^unix:/.test(value) ? [] : sure(value);
  return speaksOfNobody.has(name) ? [] : words.flatMap((word) => mention(word, directive, false));
}

function withoutScheme(value: string): string {
  return /^(?:\w+:\/\/)?([^/:$]*)/.exec(value)?.[1] ?? '';
}

/**
 * The host a value leads to: an address, of IPv6 without its brackets, a name with a dot, or one without, which the host's own domain completes, where it
 * stands in a URL or is looked up.
 */
function mention(value: string, { file, line }: Directive, atLoad: boolean): readonly Mention[] {
  const [, scheme, address, name = ''] = /^(\w+:\/\/)?(?:\[([\da-fA-F:.]+)\]|([A-Za-z0-9_.-]+))/.exec(value) ?? [];
  const isName = /[a-z]/i.test(name) && !['unix', 'localhost'].includes(name);
  const host = address ?? (name.includes('.') || (isName && (atLoad || scheme)) ? name.replace(/\.$/, '') : '');
  return host === '' ? [] : [{ host: host.toLowerCase(), file, line, atLoad }];
}
