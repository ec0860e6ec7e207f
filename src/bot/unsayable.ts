/** The network will not have this message, however it is worded and no matter who asks again: what comes after it should not wait for it. */
export class Unsayable extends Error {
  override name = 'Unsayable';
}
