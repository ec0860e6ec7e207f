import { describe, expect, test } from 'vitest';
import { add, one, own, remove } from './edited.ts';

const subnet = (inside: string) => `{ "Dhcp4": { "subnet4": [\n  { "subnet": "10.10.60.0/24"${inside} } ] } }\n`;
const list = (inside: string) => subnet(`,\n    "reservations": [${inside}]`);

/** What stands in the list, or the subnet, before and after the reservation of dev.farm is added. */
const lists: readonly (readonly [what: string, before: string, after: string])[] = [
  ['on a line each', `\n  ${one(1)},\n  ${one(2)}\n`, `\n  ${one(1)},\n  ${one(2)},\n  ${own}\n`],
  ['one alone', `\n\t${one(1)}\n`, `\n\t${one(1)},\n\t${own}\n`],
  ['all on one line', ` ${one(1)}, ${one(2)} `, ` ${one(1)}, ${one(2)}, ${own} `],
  ['without any space', `${one(1)},${one(2)}`, `${one(1)},${one(2)},${own}`],
  ['empty lines between', `\n ${one(1)},\n\n ${one(2)}\n`, `\n ${one(1)},\n\n ${one(2)},\n\n ${own}\n`],
  ['commas in front', `\n  ${one(1)}\n  , ${one(2)}\n`, `\n  ${one(1)}\n  , ${one(2)}\n  , ${own}\n`],
  ['a comma at the end', `\n  ${one(1)},\n  ${one(2)},\n`, `\n  ${one(1)},\n  ${one(2)},\n  ${own},\n`],
  [
    'a comma and a comment at the end',
    `\n  ${one(1)}, # a,\n  ${one(2)}, // b  \n`,
    `\n  ${one(1)}, # a,\n  ${one(2)}, // b  \n  ${own},\n`,
  ],
  [
    'a comment behind the last',
    `\n  ${one(1)}, # a\n  ${one(2)} # b ]\t\n`,
    `\n  ${one(1)}, # a\n  ${one(2)}, # b ]\t\n  ${own}\n`,
  ],
  ['comments on one line', ` ${one(1)} /* a */ `, ` ${one(1)}, /* a */\n    ${own} `],
  [
    'comments between',
    `\n // a\n ${one(1)},\n // b\n ${one(2)}\n // c\n`,
    `\n // a\n ${one(1)},\n // b\n ${one(2)},\n ${own}\n // c\n`,
  ],
  [
    'other names, another order',
    ' { "hostname":"x","ip-address":"10.10.60.9" , "hw-address" : "52:54:00:00:00:09"} ',
    ' { "hostname":"x","ip-address":"10.10.60.9" , "hw-address" : "52:54:00:00:00:09"}, { "hostname":"dev.farm","ip-address":"10.10.60.6" , "hw-address" : "52:54:86:b3:3f:10"} ',
  ],
  ['lines that end as in DOS', `\r\n  ${one(1)} # a\r\n`, `\r\n  ${one(1)}, # a\r\n  ${own}\r\n`],
  ['only comments', ' # none\n    ', ` # none\n      ${own}\n    `],
];

describe('where the neighbours stand', () => {
  test.each(lists)('%s: the new one stands so too, and taken out leaves the same bytes', (_, before, after) => {
    expect(add(list(before))).toBe(list(after));
    expect(remove(list(after))).toBe(list(before));
  });

  test('in several lines with more in it: the new one has their indent', () => {
    const odd =
      '\n      {\n        "hw-address": "52:54:00:00:00:01", // card\n        "ip-address": "10.10.60.1"\n      }\n    ';
    const written =
      '{\n        "hw-address": "52:54:86:b3:3f:10",\n        "ip-address": "10.10.60.6",\n        "hostname": "dev.farm"\n      }';
    expect(add(list(odd))).toBe(list(odd.replace('}\n', `},\n      ${written}\n`)));
    expect(remove(add(list(odd)))).toBe(list(odd));
  });

  test('an empty list is opened, and is empty again', () => {
    expect(add(list(''))).toBe(list(`\n      ${own}\n    `));
    expect(remove(add(list('')))).toBe(list(''));
  });

  test('without a list there is one behind the last member', () => {
    expect(add(subnet(',\n    "id": 1 // first\n '))).toBe(
      subnet(`,\n    "id": 1, // first\n    "reservations": [\n      ${own}\n    ]\n `),
    );
    expect(add(subnet(', "id": 1'))).toBe(subnet(`, "id": 1, "reservations": [ ${own} ]`));
    expect(remove(add(subnet(', "id": 1')))).toBe(subnet(', "id": 1, "reservations": []'));
  });
});

test.each([
  [`\n  ${one(1)}, // a\n  ${one(2)}, // b\n  ${one(3)} // c\n`, 'h1.farm', `\n  ${one(2)}, // b\n  ${one(3)} // c\n`],
  [`\n  ${one(1)}, // a\n  ${one(2)}, // b\n  ${one(3)} // c\n`, 'h2.farm', `\n  ${one(1)}, // a\n  ${one(3)} // c\n`],
  [`\n  ${one(1)}, // a\n  ${one(2)}, // b\n  ${one(3)} // c\n`, 'h3.farm', `\n  ${one(1)}, // a\n  ${one(2)} // b\n`],
  [` ${one(1)}, /* b */ ${one(2)} `, 'h1.farm', ` /* b */ ${one(2)} `],
  [` ${one(1)}, /* b */ ${one(2)} `, 'h2.farm', ` ${one(1)} /* b */ `],
  [`\n ${one(1)}\n , ${one(2)}\n`, 'h1.farm', `\n ${one(2)}\n`],
  [`\n  ${one(1)},\n`, 'h1.farm', ''],
])('from %j goes %s', (before, name, after) => expect(remove(list(before), name)).toBe(list(after)));
