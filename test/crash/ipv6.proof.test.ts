import { vms6 } from '../../src/sandbox/vms.ts';
import { killedAt } from './every-point.ts';

const six = /aaaa-record|ptr6-record|firewall6/;

await killedAt('the fault points of what a clone on a farm with IPv6 does otherwise, and of its destruction', {
  end: () => 'destroy gallifrey-dev',
  afterwards: 'purge gallifrey-dev',
  ofClone: (points) => points.filter((point) => six.test(point)),
  ofEnd: (points) => points.filter((point) => six.test(point)),
  settings: { vms: vms6 },
});
