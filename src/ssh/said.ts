/** What checkers print beside what is wrong. */
const chatter =
  /^(Processing|Checking|Compiling|Determining|Locating|Adding|Loading|Applying|Validating|Preprocessing|Initializing|Reading|Shorewall configuration verified|Internet Systems Consortium|Copyright|All rights reserved|For info|Configuration file errors|Exiting|If you think|than a configuration|or on our|before submitting|process and|Config file:|Database file:|PID file:)/i;

/** Lines in which a program says what is wrong, the plainest words first. */
const complaints: readonly RegExp[] = [
  // Shorewall: "   ERROR: Unknown Host (10.10.60.999) /etc/shorewall/rules (line 12)"
  /^\s*ERROR: /,
  // nginx: "2026/11/29 10:00:00 [emerg] 7#7: host not found in upstream …"
  /\[(emerg|alert|crit)\]/,
  // dhcpd: "/etc/dhcp/dhcpd.conf line 12: semicolon expected."
  /^\S+ line \d+: /,
  // named-checkzone: "dns_rdata_fromtext: db.farm:12: near 'x': bad dotted quad"
  /^(dns_\w+|zone \S+): \S+:\d+: |^\S+:\d+: |^zone \S+: .*(not loaded|no NS|has no|failed)/,
];

/** Longest text that is shown to a person. */
const longest = 400;

/**
 * Of what a program printed, in one line, the words that tell what is wrong. All of it where no line says so by itself and it is short, else its
 * last line. The whole is for a person who looks closer.
 */
export function said(output: string): string {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const complaint of complaints) {
    const found = lines.filter((line) => complaint.test(line));
    if (found.length > 0) return shortened([...new Set(found.slice(0, 2).map(plain))].join(' / '));
  }
  const rest = lines.filter((line) => !chatter.test(line));
  const whole = rest.join(' / ');
  return whole.length <= longest && rest.length > 0 ? whole : shortened(rest.at(-1) ?? lines.at(-1) ?? '');
}

/** Without the time, the process and the level before it. */
function plain(line: string): string {
  return line
    .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+: (\*\d+ )?/, '')
    .replace(/^nginx: \[\w+\] /, '');
}

function shortened(line: string): string {
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
