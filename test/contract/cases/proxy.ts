import type { ContractCase } from '../host-tools.ts';

/** Enables a site, asks nginx and the service, removes it again. */
function site(text: string): readonly string[] {
  return [
    `printf '${text}' > "$ROOT/etc/nginx/sites-enabled/zz"; nginx -t; code=$?; rm "$ROOT/etc/nginx/sites-enabled/zz"; exit $code`,
  ];
}

export const proxy: readonly ContractCase[] = [
  { name: 'nginx accepts its sites', lines: ['nginx -t', 'nginx -t -q', 'systemctl reload nginx'] },
  {
    name: 'nginx refuses a site whose VM has no address yet, and its reload fails',
    lines: [
      ...site('server {\\n listen 80;\\n location / {\\n  proxy_pass   http://nope.xivo.vm.farm;\\n }\\n}\\n'),
      'printf "server {\\n location / {\\n  proxy_pass http://nope.xivo.vm.farm;\\n }\\n}\\n" > "$ROOT/etc/nginx/sites-enabled/zz"; systemctl reload nginx; code=$?; rm "$ROOT/etc/nginx/sites-enabled/zz"; exit $code',
      'systemctl reload nginx; systemctl is-active nginx',
    ],
  },
  {
    name: 'nginx warns of two sites of one name',
    lines: site('server {\\n listen 80;\\n server_name gallifrey.dachary.org;\\n}\\n'),
  },
  {
    name: 'nginx refuses what it cannot read',
    lines: [
      ...site('server {\\n listen 80;\\n server_name x.dachary.org\\n}\\n'),
      ...site('server {\\n listen 80;\\n server_name x.dachary.org;\\n'),
      ...site('server {\\n listen 80;\\n}}\\n'),
      ...site('server {\\n listen 80;\\n fool x;\\n}\\n'),
      ...site('server {\\n listen 80;\\n location / {\\n  proxy_pass gallifrey;\\n }\\n}\\n'),
      ...site('server listen 80;\\n'),
      ...site('server {\\n listen 80 {\\n }\\n}\\n'),
    ],
  },
  {
    name: 'nginx refuses a link that leads nowhere',
    lines: [
      'ln -s ../sites-available/c-nope "$ROOT/etc/nginx/sites-enabled/zz"; nginx -t; code=$?; rm "$ROOT/etc/nginx/sites-enabled/zz"; exit $code',
    ],
  },
  {
    name: 'nginx shows every file it loads, and none when it would not load',
    lines: [
      'nginx -T 2>/dev/null | grep -E "^# configuration file .*(nginx.conf|sites-enabled/.*dachary.org):$"',
      'printf "server {\\n location / {\\n  proxy_pass http://nope.xivo.vm.farm;\\n }\\n}\\n" > "$ROOT/etc/nginx/sites-enabled/zz"; nginx -T; code=$?; rm "$ROOT/etc/nginx/sites-enabled/zz"; exit $code',
    ],
  },
  {
    name: 'nginx looks up what an upstream block names, and has no room for a long server name',
    lines: [
      ...site(
        'upstream g {\\n server skaro.xivo.vm.farm:80;\\n keepalive 4;\\n}\\nserver {\\n listen 80;\\n server_name zz.dachary.org;\\n location / {\\n  proxy_pass http://g;\\n }\\n}\\n',
      ),
      ...site('upstream g {\\n server nope.xivo.vm.farm:80;\\n}\\n'),
      ...site('server {\\n listen 80;\\n server_name gallifrey-release-candidate-testing.dachary.org;\\n}\\n'),
      ...site('server {\\n listen 80;\\n server_name gallifrey-release-candidate-testin.dachary.org;\\n}\\n'),
    ],
  },
];
