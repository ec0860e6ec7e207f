import { expect, test } from 'vitest';
import { hostOf } from '../../../src/bot/survey/target.ts';

test.each([
  ['http://gallifrey.vm.farm:80/', 'gallifrey.vm.farm'],
  ['HTTP://Gallifrey.VM.Farm', 'gallifrey.vm.farm'],
  ['https://gallifrey.vm.farm./a?b', 'gallifrey.vm.farm'],
  ['http://user:word@gallifrey.vm.farm/', 'gallifrey.vm.farm'],
  ['gallifrey.vm.farm:3031', 'gallifrey.vm.farm'],
  ['grpc://10.10.60.2:50051', '10.10.60.2'],
  ['10.10.60.2:9000', '10.10.60.2'],
  ['http://[2001:DB8::5]:80', '2001:db8::5'],
  ['unix:/run/php/php-fpm.sock', undefined],
  ['http://unix:/run/app.sock:/path', undefined],
  ['http://$backend', undefined],
  ['', undefined],
])('a site that leads to %j leads to the host %s', (target, host) => {
  expect(hostOf(target)).toBe(host);
});
