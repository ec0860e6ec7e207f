import * as z from 'zod';

const expected = 'one to three signs that begin a command, such as ! or ., or none';
const signs = /^[!$%&+.,:;=?^|-]{1,3}$/;

/** What commands begin with in a channel, as farm.yaml says it: signs, or `none` (null): farmhand is called by its name there. */
export const prefixSetting = z.union([z.literal('none').transform(() => null), z.string().regex(signs, expected)], {
  error: expected,
});
