import type { Parcel } from './outbox.ts';

/** A line that was written, of which it is not known yet whether the server took it. */
export interface Sent {
  readonly parcel: Parcel;
  readonly text: string;
  readonly bytes: number;
  /** Milliseconds; when it was written. */
  readonly at: number;
}

/** What is on its way to the server, oldest first. */
export class InFlight {
  #sent: Sent[] = [];

  add(sent: Sent): void {
    this.#sent.push(sent);
  }

  get bytes(): number {
    return this.#sent.reduce((bytes, sent) => bytes + sent.bytes, 0);
  }

  get oldest(): Sent | undefined {
    return this.#sent[0];
  }

  /**
   * farmhand's own message to a target came back: that line was taken (the last one given back), and lines written to the same
   * target before it were dealt with too. The text must be the same: a line the server dropped must not get the id of the next
   * one, since people vote by it.
   */
  echoed(isTarget: (target: string) => boolean, text: string): readonly Sent[] {
    const index = this.#sent.findIndex((sent) => isTarget(sent.parcel.target) && sent.text === text);
    return this.#extract((sent, i) => i <= index && isTarget(sent.parcel.target));
  }

  /** The server refused what was written to a target: the oldest such line. */
  refused(isTarget: (target: string) => boolean): Sent | undefined {
    const index = this.#sent.findIndex((sent) => isTarget(sent.parcel.target));
    return this.#extract((_, i) => i === index)[0];
  }

  /** Everything written until a time, for instance when a PING was, that has been answered since. */
  until(time: number): readonly Sent[] {
    return this.#extract((sent) => sent.at <= time);
  }

  /** Everything written to a target. */
  to(isTarget: (target: string) => boolean): readonly Sent[] {
    return this.#extract((sent) => isTarget(sent.parcel.target));
  }

  /** Everything, because the connection is gone. */
  all(): readonly Sent[] {
    return this.#extract(() => true);
  }

  #extract(out: (sent: Sent, index: number) => boolean): Sent[] {
    const taken = this.#sent.filter(out);
    this.#sent = this.#sent.filter((sent) => !taken.includes(sent));
    return taken;
  }
}
