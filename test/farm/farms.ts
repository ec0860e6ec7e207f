import { readFileSync } from 'node:fs';
import { parseFarm } from '../../platforms/load-farm.ts';
import type { Farm } from '../../src/farm/farm.ts';

/** The seed's farm, as it ships. */
export const exampleText = readFileSync(new URL('../../farm.example.yaml', import.meta.url), 'utf8');

/** As little as a farm.yaml can say. */
export const smallText = `hosts:
  barn: {}
ganeti:
  node: barn.example.net
lvm:
  volume_group: vg0
dns:
  forward: {zone: example.net, file: /etc/bind/db.example.net}
pool:
  network: 192.168.7.0/28
naming:
  instance: "{name}.example.net"
`;

/** Several hosts, each with its own part, reached through a gateway by somebody who is not root. */
export const spreadText = `hosts:
  gate: {address: gate.lab.example, user: farmer, keys: [~/.ssh/id, /keys/b]}
  master: {user: farmer, jump: gate, keys: [k], known_hosts: /etc/ssh/known}
  node-a: {jump: gate, port: 2222, sudo: true, state: /srv/farmhand, path: "/opt/bin:/usr/bin", agent: /run/agent}
  net: {}
ganeti:
  host: master
  node: node-a.lab.example
  node_host: node-a
  os: snf-image+debian
  memory: 2G
  balloon: 512M
lvm:
  volume_group: xenvg
  other_volume_groups: [ssd, xenvg, ssd]
  snapshot_size: 512M
dns:
  host: net
  forward: {zone: lab.example, file: /srv/named/lab.zone}
  reverse: {zone: 20.172.in-addr.arpa, file: /srv/named/172.20.zone}
  address: 172.20.0.1
  port: 5353
  reload: [rndc, reload]
dhcp: {host: net, file: /srv/dhcpd.conf, restart: [service, dhcpd, restart], health: [pgrep, -x, dhcpd]}
firewall: {host: gate, folder: /srv/fw, public_address: 198.51.100.7, ssh_base: 30000, dead_man: 1m}
proxy: {host: gate, available: /srv/web, enabled: /srv/web-on, reload: [nginx, -s, reload]}
pool: {network: 172.20.8.0/23, exclude: [0, 255, "1-9", 172.20.9.77]}
naming:
  clone: "{suffix}-{name}"
  instance: "{name}.vm.lab.example"
  param: "HOST_{NAME}"
  site: "www-{name}.example.org"
vms:
  web: {address: 172.20.8.10, memory: 8G, balloon: 4G, instance: www.lab.example, site: www.example.org}
personalise: false
proof: {by: http, path: /health, timeout: 90s}
people:
  ann: {irc: Ann, slack: T1/U1, roles: [boss]}
  bob: {slack: T1/U2}
  cas: {irc: cas}
policy:
  - {commands: [clone], vms: ["web*"], who: [boss], approvals: {need: 2, expires: 2h}}
  - {risks: [read], who: people}
data: {folder: /var/lib/fh, journal: ~/j.sqlite}
`;

/** The seed's farm. */
export const exampleFarm: Farm = parseFarm(exampleText, '/etc/farmhand/farm.yaml', { env: { HOME: '/home/op' } });
