import * as fc from 'fast-check';

const surrogates = { first: 0xd800, last: 0xdfff };
const codePoint = fc.oneof(
  fc.nat(0x7f),
  fc.nat(0xffff).filter((code) => code < surrogates.first || code > surrogates.last),
  fc.integer({ min: 0x1_0000, max: 0x10_ffff }),
);
const unit = codePoint.map((code) => String.fromCodePoint(code));

/**
 * Any well-formed text, every control character and every plane in it, ASCII in a third of it. fast-check's own `unit: 'binary'` lists all million
 * characters first, which takes a second of processor in each file that uses it.
 */
export function anyText(constraints: Pick<fc.StringConstraints, 'minLength' | 'maxLength'> = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit });
}
