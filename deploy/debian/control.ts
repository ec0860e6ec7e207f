import type { Edition } from './man.ts';

const maintainer = 'farmhand maintainers <maintainers@users.noreply.github.com>';

/** DEBIAN/control. `size`: what is installed, in KiB. */
export function control({
  version,
  architecture,
  size,
}: {
  version: string;
  architecture: string;
  size: number;
}): string {
  return `Package: farmhand
Version: ${version}
Architecture: ${architecture}
Maintainer: ${maintainer}
Installed-Size: ${size}
Depends: adduser, libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 9)
Recommends: openssh-client
Suggests: packaging-farm, redis-server (>= 5:7.0)
Section: admin
Priority: optional
Homepage: https://github.com/farmhand/farmhand
Description: chat-ops bot for a farm of virtual machines
 People type commands such as !clone gallifrey dev in IRC, in Slack or on a
 terminal. farmhand works out what that means on the hosts (Ganeti, LVM, DNS,
 DHCP, firewall, proxy), shows it as a plan, waits for approval where somebody
 could be hurt by it, does it over SSH, survives crashes, and can take it back.
 .
 The package has a Node.js of its own. "farmhand demo" is a farm in a folder,
 to try it without a host.
`;
}

/** Debian's changelog of a package that has no other: what changed is in farmhand's own. */
export function changelog({ version, date }: Edition): string {
  const day = new Date(`${date}T00:00:00Z`).toUTCString().replace('GMT', '+0000');
  return `farmhand (${version}) unstable; urgency=medium

  * What changed in this version is in CHANGELOG.md.gz.

 -- ${maintainer}  ${day}
`;
}

/** Who may do what with what is in the package, in the form of Debian's copyright file. */
export const copyright = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: farmhand
Source: https://github.com/farmhand/farmhand

Files: *
Copyright: 2026 farmhand maintainers
License: Apache-2.0
Comment:
 The libraries that are in /usr/lib/farmhand/dist/src have licences of their
 own: each is in /usr/share/doc/farmhand/LICENSES.txt.gz.

Files: usr/lib/farmhand/node
Copyright: 2026 Node.js contributors
License: Node.js

License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.

License: Node.js
 The text, and those of what Node.js has in it, are in
 /usr/share/doc/farmhand/LICENSE.node.gz.
`;
