/** Who asked for what farmhand does by itself, at the end of a time that was approved before. No person of farm.yaml can be called so: it has a space. */
export const itself = 'farmhand itself';
