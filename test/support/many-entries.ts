const address = (at: number) => `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;
const mac = (at: number) =>
  `52:54:00:${[at >> 16, at >> 8, at].map((part) => (part & 255).toString(16).padStart(2, '0')).join(':')}`;

/** A zone of n addresses, in the seed's form. */
export function manyRecords(n: number): string {
  const records = Array.from({ length: n }, (_, at) => `vm${at}.vm   IN  A   ${address(at)}\n`);
  return `$TTL 3600\n@ IN SOA host01 root 5 3600 900 604800 3600\n@ IN NS host01\nhost01 IN A 10.10.59.1\n${records.join('')}`;
}

/** A dhcpd.conf of n hosts in one subnet, in the seed's form. */
export function manyHosts(n: number): string {
  const hosts = Array.from(
    { length: n },
    (_, at) =>
      `    host vm${at}.vm.farm {\n        hardware ethernet ${mac(at)};\n        fixed-address vm${at}.vm.farm;\n        option subnet-mask 255.255.255.0;\n    }\n\n`,
  );
  return `subnet 10.10.0.0 netmask 255.255.0.0 {\n${hosts.join('')}}\n`;
}

/** A kea-dhcp4.conf of n reservations in one subnet. */
export function manyReservations(n: number): string {
  const reservations = Array.from(
    { length: n },
    (_, at) => `      { "hw-address": "${mac(at)}", "ip-address": "${address(at)}", "hostname": "vm${at}.vm.farm" }`,
  );
  return `{ "Dhcp4": {
  "subnet4": [ {
    "id": 1, "subnet": "10.0.0.0/8",
    "reservations": [
${reservations.join(',\n')}
    ] } ]
} }
`;
}

const tsig = 'key.\t\t0\tANY\tTSIG\thmac-sha256. 1796000000 300 32 c2lnbmF0dXJl 4242 NOERROR 0';

/** What dig prints of a zone of n addresses: its SOA record, then its transfer in messages of 300 records, all signed. */
export function manyTransferred(n: number): string {
  const soa = 'farm.\t\t3600\tIN\tSOA\tns.farm. root.farm. 5 3600 900 604800 3600';
  const records = Array.from({ length: n }, (_, at) => `vm${at}.vm.farm.\t3600\tIN\tA\t${address(at)}`);
  const all = [soa, ...records, soa];
  const messages = Array.from({ length: Math.ceil(all.length / 300) }, (_, at) => all.slice(at * 300, at * 300 + 300));
  return [message('SOA', [soa]), ...messages.map((some) => message('AXFR', some))].join('');
}

function message(type: string, answers: readonly string[]): string {
  return `;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4242
;; flags: qr aa; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: 0, ADDITIONAL: 1

;; QUESTION SECTION:
;farm.\t\t\t\tIN\t${type}

;; ANSWER SECTION:
${answers.join('\n')}

;; TSIG PSEUDOSECTION:
${tsig}

`;
}
