/** The analysis of a session's athletes, each by participant id. */
import type { CoachingEvent } from '../../../shared/coaching/index.ts';
import type { AnalysisObstacle } from '../../../shared/contract/analysis-obstacle.ts';
import type { AnalysisRate } from '../../../shared/contract/latency.ts';
import type { SessionChange, SessionEvent } from '../../../shared/contract/session.ts';
import type { LatencyListener } from '../latency/latency-feed.ts';
import { type AnalysedSession, AthleteAnalysis, type AthletePose } from './athlete-analysis.ts';

/** Where all goes that is found out of the session's athletes. */
export interface Findings {
  onFrameClock(athleteId: string, captureOffset: number | undefined): void;
  onPose(athleteId: string, pose: AthletePose): void;
  onEvent(athleteId: string, event: CoachingEvent): void;
  onObstacle(athleteId: string, obstacle: AnalysisObstacle | undefined): void;
}

export class SessionAnalysis {
  readonly #session: AnalysedSession;
  readonly #findings: Findings;
  readonly #athletes = new Map<string, AthleteAnalysis>();

  /** @param earlier what happened in the session before, in another run of the server: its athletes are counted on */
  constructor(session: AnalysedSession, findings: Findings, earlier: readonly SessionEvent[] = []) {
    this.#session = session;
    this.#findings = findings;
    const changes = earlier.map(({ change }) => change);
    const known = changes.flatMap((change) => ('athleteId' in change ? change.athleteId : []));
    for (const athleteId of new Set(known)) this.#add(athleteId, changes);
  }

  /** That of one athlete, made when it is first asked for. It outlives their absence, so that the count goes on when they come back. */
  of(athleteId: string): AthleteAnalysis {
    return this.#athletes.get(athleteId) ?? this.#add(athleteId, []);
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

  #add(athleteId: string, earlier: readonly SessionChange[]): AthleteAnalysis {
    const findings = {
      onFrameClock: (captureOffset: number | undefined) => this.#findings.onFrameClock(athleteId, captureOffset),
      onPose: (pose: AthletePose) => this.#findings.onPose(athleteId, pose),
      onEvent: (event: CoachingEvent) => this.#findings.onEvent(athleteId, event),
      onObstacle: (obstacle: AnalysisObstacle | undefined) => this.#findings.onObstacle(athleteId, obstacle),
    };
    const made = new AthleteAnalysis(athleteId, this.#session, findings, earlier);
    this.#athletes.set(athleteId, made);
    return made;
  }
}
