import { createHash } from 'node:crypto';
import { sealedWith } from '../seal.ts';

/** What seals no notes. 160 bits: SHA-1 is what Redis has; nobody finds another note for a hash that is given. */
export const noNotes = '0'.repeat(40);

/** Lua: `sealed(seal, shelf, key, text)`, the seal with this note put in, or taken out when it was in. `shelf`: the shelf's key. */
export const noteSeal = `
local function sealed(seal, shelf, key, text)
  local hash, parts = redis.sha1hex(shelf .. '\\0' .. key .. '\\0' .. text), {}
  seal = seal or '${noNotes}'
  for at = 1, 33, 8 do
    local one, other = tonumber(string.sub(seal, at, at + 7), 16), tonumber(string.sub(hash, at, at + 7), 16)
    parts[#parts + 1] = bit.tohex(bit.bxor(one or 0, other))
  end
  return table.concat(parts)
end`;

/** The same here. */
export function sealed(seal: string, shelf: string, key: string, text: string): string {
  return sealedWith(seal, createHash('sha1').update(`${shelf}\0${key}\0${text}`).digest('hex'));
}
