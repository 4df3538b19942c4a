/** One engine with one model in a process of its own, seen from the benchmark. */
import type { PoseChoice } from '../../../server/analysis/engines/engines.ts';
import type { PoseLayout } from '../../../shared/coaching/index.ts';
import type { Clip } from '../../support/rtp/clip.ts';
import { HelperProcess } from '../support/helper-process.ts';

export type EngineCommand =
  | { type: 'load'; choice: PoseChoice }
  /** Begins a clip. */
  | { type: 'show'; codec: Clip['codec'] }
  /** `at` is the frame's time in the clip, ms. */
  | { type: 'estimate'; frame: Uint8Array; at: number };

export interface Loaded {
  type: 'loaded';
  /** Library and back end. */
  name: string;
  layout: PoseLayout;
  loadMs: number;
  /** Memory that loading and the first frames took, MB. */
  memoryMb: number;
}

export interface Estimated {
  type: 'estimated';
  /** Reading the picture's parts and inference, without decoding. */
  ms: number;
  /** Of it, reading. */
  readMs: number;
  keypoints: Float32Array;
}

export type EngineReply = Loaded | { type: 'shown' } | Estimated;

const PROCESS = new URL('./engine.process.ts', import.meta.url);

export class EngineProcess {
  readonly loaded: Loaded;
  readonly #process: HelperProcess<EngineCommand, EngineReply>;

  /** @throws When the engine does not load on this machine. */
  static async start(choice: PoseChoice): Promise<EngineProcess> {
    const process = HelperProcess.start<EngineCommand, EngineReply>(PROCESS, 'the engine’s process');
    try {
      return new EngineProcess(process, await process.ask({ type: 'load', choice }, 'loaded'));
    } catch (error) {
      await process.close();
      throw error;
    }
  }

  private constructor(process: HelperProcess<EngineCommand, EngineReply>, loaded: Loaded) {
    this.#process = process;
    this.loaded = loaded;
  }

  async show(codec: Clip['codec']): Promise<void> {
    await this.#process.ask({ type: 'show', codec }, 'shown');
  }

  estimate(frame: Uint8Array, at: number): Promise<Estimated> {
    return this.#process.ask({ type: 'estimate', frame, at }, 'estimated');
  }

  async close(): Promise<void> {
    await this.#process.close();
  }
}
