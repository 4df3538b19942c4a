/** What carries athletes and is measured: the real server, or the plain one beside it. */
import type { AthleteSeat } from '../athletes/published-athlete.ts';
import type { PipelineUse } from './step.ts';

export interface Pipeline {
  /** Where the athlete of this number goes; the same each time. */
  seatOf(index: number): Promise<Omit<AthleteSeat, 'begin'>>;
  use(): Promise<PipelineUse>;
  close(): Promise<void>;
}
