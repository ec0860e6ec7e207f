/** The network will not have this message, however it is put and whoever asks again: what comes after it should not wait for it. */
export class Unsayable extends Error {
  override name = 'Unsayable';
}
