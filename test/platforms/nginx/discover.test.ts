import { expect, test } from 'vitest';
import { sitesIn } from '../../../platforms/nginx/discover.ts';

const vms = [
  { instance: 'skaro.farm', address: '10.10.60.2', volumes: [] },
  { instance: 'gallifrey.farm', address: '10.10.60.5', volumes: [] },
];
const site = (...targets: readonly string[]) => ({ file: 'x', names: ['x.example.org'], targets, enabled: true });

test('a site leads to a VM by its name or its address, with a port or a path', () => {
  expect(sitesIn({ sites: [site('http://skaro.farm:8080/'), site('https://10.10.60.5/x')] }, vms).knows).toBe(2);
  expect(sitesIn({ sites: [site('http://other.farm'), site('unix:/run/x.sock')] }, vms).knows).toBe(0);
});
