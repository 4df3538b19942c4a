/** The analysis of a session's athletes, each by participant id. */
import type { CoachingEvent } from '../../../shared/coaching/index.ts';
import type { AnalysisRate } from '../../../shared/contract/latency.ts';
import type { LatencyListener } from '../latency/latency-feed.ts';
import { type AnalysedSession, AthleteAnalysis, type AthletePose } from './athlete-analysis.ts';

/** Where all goes that is found out of the session's athletes. */
export interface Findings {
  onFrameClock(athleteId: string, captureOffset: number | undefined): void;
  onPose(athleteId: string, pose: AthletePose): void;
  onEvent(athleteId: string, event: CoachingEvent): void;
}

export class SessionAnalysis {
  readonly #session: AnalysedSession;
  readonly #findings: Findings;
  readonly #athletes = new Map<string, AthleteAnalysis>();

  constructor(session: AnalysedSession, findings: Findings) {
    this.#session = session;
    this.#findings = findings;
  }

  /** That of one athlete, made when it is first asked for. It outlives their absence, so that the count goes on when they come back. */
  of(athleteId: string): AthleteAnalysis {
    const known = this.#athletes.get(athleteId);
    if (known) return known;
    const made = new AthleteAnalysis(athleteId, this.#session, {
      onFrameClock: (captureOffset) => this.#findings.onFrameClock(athleteId, captureOffset),
      onPose: (pose) => this.#findings.onPose(athleteId, pose),
      onEvent: (event) => this.#findings.onEvent(athleteId, event),
    });
    this.#athletes.set(athleteId, made);
    return made;
  }

  /** How often each athlete with a camera is analysed. */
  get rates(): AnalysisRate[] {
    return [...this.#athletes.values()].flatMap(({ rate }) => rate ?? []);
  }

  /** Ends what is being counted, of all athletes; the events of that come before this returns. */
  settle(): void {
    for (const athlete of this.#athletes.values()) athlete.settle();
  }

  /** Sends this connection no more latency of anybody. */
  removeListener(listener: LatencyListener): void {
    for (const { latencyFeed } of this.#athletes.values()) latencyFeed.remove(listener);
  }

  /** May be called twice. */
  close(): void {
    for (const athlete of this.#athletes.values()) athlete.close();
  }
}
