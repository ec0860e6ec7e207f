/** A zone of n addresses, in the seed's form. */
export function manyRecords(n: number): string {
  const address = (at: number) => `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;
  const records = Array.from({ length: n }, (_, at) => `vm${at}.vm   IN  A   ${address(at)}\n`);
  return `$TTL 3600\n@ IN SOA host01 root 5 3600 900 604800 3600\n@ IN NS host01\nhost01 IN A 10.10.59.1\n${records.join('')}`;
}

/** A dhcpd.conf of n hosts in one subnet, in the seed's form. */
export function manyHosts(n: number): string {
  const mac = (at: number) =>
    `52:54:00:${[at >> 16, at >> 8, at].map((part) => (part & 255).toString(16).padStart(2, '0')).join(':')}`;
  const hosts = Array.from(
    { length: n },
    (_, at) =>
      `    host vm${at}.vm.farm {\n        hardware ethernet ${mac(at)};\n        fixed-address vm${at}.vm.farm;\n        option subnet-mask 255.255.255.0;\n    }\n\n`,
  );
  return `subnet 10.10.0.0 netmask 255.255.0.0 {\n${hosts.join('')}}\n`;
}
