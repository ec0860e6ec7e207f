import fc from 'fast-check';

const space = fc.constantFrom(' ', '  ', '\t', '\t\t', '     ');
const end = fc.constantFrom('', '', ' ; a comment', ' ;;( "', ' ; gallifrey-dev.xivo.vm A 10.10.60.6');
const owner = fc.constantFrom(
  'a',
  'B.x',
  'skaro.xivo.vm',
  'farm-long-name.farm.',
  'x.vm.farm.',
  '@',
  '',
  '*',
  '\\103x',
  'in',
);
const middle = fc.constantFrom('', 'IN ', '60 ', '1h ', 'IN 60 ', '1d IN ', 'in\t');
const data = fc.constantFrom(
  'A 10.10.60.2',
  'a 10.10.60.3',
  'TXT "; not ( a comment" x',
  'TXT "with \\" quote" )',
  'MX 5 mail',
  'A ( ; opened\n\t10.10.60.4 )',
  'HINFO "a b" "c"',
);

const record = fc
  .tuple(owner, space, middle, data, end)
  .map(([name, gap, ttl, rest, comment]) => `${name}${gap}${ttl}${rest.replace('quote" )', 'quote"')}${comment}`);
const line = fc.oneof(
  { weight: 6, arbitrary: record },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '$ORIGIN vm.farm.',
      '$ORIGIN farm.',
      '$ORIGIN xivo.vm.farm.',
      '$ORIGIN sub',
      '$TTL 120',
      '$TTL 2d',
      '$GENERATE 1-2 g$ A 10.10.61.$',
      '$GENERATE 3-4 g$ 90 IN A 10.10.61.$',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('', '; note', '   ', '\t; note') },
);

/** A zone with everything the format has, in any order. */
export const zone = fc
  .record({
    ttl: fc.constantFrom('$TTL 604800\n', ''),
    serial: fc.constantFrom('2011031200', '5', '2099010101', '4294967295'),
    lines: fc.array(line, { maxLength: 10 }),
    crlf: fc.boolean(),
    open: fc.boolean(),
  })
  .map(({ ttl, serial, lines, crlf, open }) => {
    const head = `${ttl}@ IN SOA host01.farm. root.host01.farm. (\n  ${serial} ; serial\n  604800 86400\n  2419200 604800 )\n@ NS host01.farm.\nhost01 A 10.10.59.1\n`;
    const text = head + lines.join('\n') + (open || lines.length === 0 ? '' : '\n');
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  });
