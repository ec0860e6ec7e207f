import { expect, test } from 'vitest';
import { reservationsIn } from '../../../platforms/kea/discover.ts';

const vms = [{ instance: 'skaro.farm', address: '10.10.60.2', volumes: [] }];
const subnet = (reservation: string) =>
  `"subnet4": [ { "id": 1, "subnet": "10.10.0.0/16", "reservations": [ ${reservation} ] } ]`;

test('reservations by name or address, and the control socket', () => {
  const socket = '"control-socket": { "socket-type": "unix", "socket-name": "/tmp/kea.sock" }';
  const text = `// Kea\n{ "Dhcp4": { ${socket}, ${subnet('{ "hw-address": "52:54:00:00:00:01", "ip-address": "10.10.60.2" }')} } }`;
  expect(reservationsIn(text, vms)).toEqual({
    knows: 1,
    settings: {
      file: expect.objectContaining({ value: '/etc/kea/kea-dhcp4.conf' }),
      socket: expect.objectContaining({ value: '/tmp/kea.sock' }),
    },
  });
});

test('a Kea without a control socket is said to have none', () => {
  const found = reservationsIn(
    `{ "Dhcp4": { ${subnet('{ "hw-address": "52:54:00:00:00:01", "hostname": "Skaro.farm." }')} } }`,
    vms,
  );
  expect(found).toMatchObject({ knows: 1, remarks: [expect.stringContaining('no control-socket')] });
});
