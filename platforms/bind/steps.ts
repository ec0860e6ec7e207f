import type { Invocation } from '../../src/engine/action.ts';
import type { DnsSettings, Farm, ZoneSettings } from '../../src/farm/farm.ts';

interface Place {
  readonly instance: string;
  readonly address: string;
}

/** gallifrey-dev.xivo.vm IN A 10.10.60.6; found by Ganeti, the DHCP server and the proxy, which use the name. */
export function record({ dns, ganeti, dhcp, proxy }: Farm, vm: Place): Invocation {
  const resolvers = [...new Set([ganeti.host, dhcp.host, ...(proxy ? [proxy.host] : [])])];
  return { action: 'bind.record', args: { ...forward(dns, vm), resolvers } };
}

/** 6.60 IN PTR gallifrey-dev.xivo.vm.farm. */
export function pointer({ dns }: Farm, vm: Place): Invocation | undefined {
  return dns.reverse && { action: 'bind.record', args: reverse(dns, dns.reverse, vm) };
}

export function removeRecord({ dns }: Farm, vm: Place): Invocation {
  return { action: 'bind.unrecord', args: forward(dns, vm) };
}

export function removePointer({ dns }: Farm, vm: Place): Invocation | undefined {
  return dns.reverse && { action: 'bind.unrecord', args: reverse(dns, dns.reverse, vm) };
}

function forward(dns: DnsSettings, { instance, address }: Place) {
  return { ...zone(dns, dns.forward), type: 'A', name: instance, value: address } as const;
}

function reverse(dns: DnsSettings, settings: ZoneSettings, { instance, address }: Place) {
  return { ...zone(dns, settings), type: 'PTR', name: reverseName(address), value: instance } as const;
}

function zone({ host, address, port, reload }: DnsSettings, { zone, file }: ZoneSettings) {
  return { host, zone, file, server: { address, port }, reload };
}

/** 6.60.10.10.in-addr.arpa of 10.10.60.6, RFC 1035 section 3.5. */
export function reverseName(address: string): string {
  return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
}

/** 10.10.60.6 of 6.60.10.10.in-addr.arpa, RFC 1035 section 3.5. */
export function addressOf(reverseName: string): string {
  return reverseName
    .replace(/\.in-addr\.arpa$/, '')
    .split('.')
    .reverse()
    .join('.');
}
