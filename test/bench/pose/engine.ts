/** One engine with one model in a process of its own, seen from the benchmark. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EngineName, ModelName } from '../../../server/analysis/engines/engines.ts';
import type { PoseLayout } from '../../../shared/coaching/index.ts';
import type { Clip } from '../../support/rtp/clip.ts';

export type EngineCommand =
  | { type: 'load'; engine: EngineName; model: ModelName }
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

export type EngineReply = Loaded | { type: 'shown' } | Estimated | { type: 'failed'; reason: string };

const PROCESS = fileURLToPath(new URL('./engine.process.ts', import.meta.url));
const TSX = fileURLToPath(import.meta.resolve('tsx'));

export class EngineProcess {
  readonly loaded: Loaded;
  readonly #process: ChildProcess;

  /** @throws When the engine does not load on this machine. */
  static async start(engine: EngineName, model: ModelName): Promise<EngineProcess> {
    const process = fork(PROCESS, { execArgv: ['--import', TSX], serialization: 'advanced' });
    try {
      return new EngineProcess(process, await ask(process, { type: 'load', engine, model }, 'loaded'));
    } catch (error) {
      process.disconnect();
      throw error;
    }
  }

  private constructor(process: ChildProcess, loaded: Loaded) {
    this.#process = process;
    this.loaded = loaded;
  }

  async show(codec: Clip['codec']): Promise<void> {
    await ask(this.#process, { type: 'show', codec }, 'shown');
  }

  estimate(frame: Uint8Array, at: number): Promise<Estimated> {
    return ask(this.#process, { type: 'estimate', frame, at }, 'estimated');
  }

  async close(): Promise<void> {
    if (!this.#process.connected) return;
    this.#process.disconnect();
    await once(this.#process, 'exit');
  }
}

async function ask<Type extends EngineReply['type']>(
  process: ChildProcess,
  command: EngineCommand,
  type: Type,
): Promise<Extract<EngineReply, { type: Type }>> {
  const answered = new AbortController();
  const { signal } = answered;
  const replied = Promise.race([
    once(process, 'message', { signal }),
    once(process, 'exit', { signal }).then(() => Promise.reject(new Error('The engine’s process ended'))),
  ]);
  process.send(command);
  const [reply] = (await replied.finally(() => answered.abort())) as [EngineReply];
  if (reply.type === 'failed') throw new Error(reply.reason);
  if (reply.type !== type) throw new Error(`The engine said “${reply.type}” instead of “${type}”`);
  return reply as Extract<EngineReply, { type: Type }>;
}
