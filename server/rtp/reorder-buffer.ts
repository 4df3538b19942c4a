import type { RtpPacket } from './packet.ts';
import { sequenceDistance } from './packet.ts';

/** Where a reorder buffer hands over what it has put in order. */
export interface ReorderSink {
  /** The next packet in sequence; `receivedAt` is when it arrived, in ms. */
  packet(packet: RtpPacket, receivedAt: number): void;
  /** The packets before the next one are given up. */
  gap(lost: number): void;
}

/** What a reorder buffer has seen so far, in packets. */
export interface ReorderCounts {
  lost: number;
  /** Arrived after a later one, and still in time. */
  reordered: number;
  /** Arrived after they were given up, or twice. */
  late: number;
}

/** A jump beyond this is a new sequence, not a gap (RFC 3550, A.1: MAX_DROPOUT). */
const MAX_DROPOUT = 3000;

interface Waiting {
  packet: RtpPacket;
  receivedAt: number;
}

/**
 * Puts RTP packets back in order. A packet in its turn passes at once; behind a hole the others wait `maxDelayMs` for
 * the missing one (the publisher's repair takes a round trip, 20 to 60 ms as measured), then the hole is given up.
 * The owner calls `expire(now)` when `deadline` has come.
 */
export class ReorderBuffer {
  readonly counts: ReorderCounts = { lost: 0, reordered: 0, late: 0 };
  readonly #sink: ReorderSink;
  readonly #maxDelayMs: number;
  /** By sequence number, as they arrived: the first is the oldest. */
  readonly #waiting = new Map<number, Waiting>();
  #next: number | undefined;
  #strayNext: number | undefined;

  constructor(sink: ReorderSink, options: { maxDelayMs: number }) {
    this.#sink = sink;
    this.#maxDelayMs = options.maxDelayMs;
  }

  /** When the oldest hole must be given up, in ms of the clock of `push`; `undefined` when nothing waits. */
  get deadline(): number | undefined {
    if (this.#waiting.size === 0) return undefined;
    const [oldest] = this.#waiting.values();
    return oldest && oldest.receivedAt + this.#maxDelayMs;
  }

  push(packet: RtpPacket, now: number): void {
    const { sequenceNumber } = packet;
    this.#next ??= sequenceNumber;
    const ahead = sequenceDistance(sequenceNumber, this.#next);
    if (Math.abs(ahead) > MAX_DROPOUT) {
      this.#pushStray(packet, now);
      return;
    }
    this.#strayNext = undefined;
    if (ahead < 0 || this.#waiting.has(sequenceNumber)) {
      this.counts.late += 1;
      return;
    }
    if (ahead > 0) {
      this.#waiting.set(sequenceNumber, { packet, receivedAt: now });
      return;
    }
    if (this.#waiting.size > 0) this.counts.reordered += 1;
    this.#deliver(packet, now);
    this.#deliverFollowing();
  }

  /** Gives up the holes whose time has come at `now` and delivers what stood behind them. */
  expire(now: number): void {
    for (;;) {
      const deadline = this.deadline;
      if (deadline === undefined || deadline > now || this.#next === undefined) return;
      const next = this.#next;
      const lost = Math.min(...Array.from(this.#waiting.keys(), (sequence) => sequenceDistance(sequence, next)));
      this.#giveUp(lost);
      this.#next = (next + lost) & 0xffff;
      this.#deliverFollowing();
    }
  }

  /** Forgets what waits and takes the next packet as the first. */
  reset(): void {
    this.#waiting.clear();
    this.#next = undefined;
    this.#strayNext = undefined;
  }

  /** A single packet far off is noise; two in a row are a sender that started anew (RFC 3550, A.1). */
  #pushStray(packet: RtpPacket, now: number): void {
    const follows = packet.sequenceNumber === this.#strayNext;
    this.#strayNext = (packet.sequenceNumber + 1) & 0xffff;
    if (!follows) {
      this.counts.late += 1;
      return;
    }
    this.reset();
    this.#giveUp(1);
    this.#deliver(packet, now);
  }

  #giveUp(lost: number): void {
    this.counts.lost += lost;
    this.#sink.gap(lost);
  }

  #deliver(packet: RtpPacket, receivedAt: number): void {
    this.#next = (packet.sequenceNumber + 1) & 0xffff;
    this.#sink.packet(packet, receivedAt);
  }

  #deliverFollowing(): void {
    while (this.#next !== undefined && this.#waiting.size > 0) {
      const following = this.#waiting.get(this.#next);
      if (!following) return;
      this.#waiting.delete(this.#next);
      this.#deliver(following.packet, following.receivedAt);
    }
  }
}
