/** The run is not in a state that allows it; the message says which state it is in. */
export class NotNow extends Error {
  override name = 'NotNow';
}
