/** An athlete whose picture and sound are recorded, as the benchmark of recordings sends them. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { types } from 'mediasoup';
import { pino } from 'pino';
import { serverNow } from '../../../server/clock.ts';
import type { PartFacts } from '../../../server/recording/messages.ts';
import { PartTransport } from '../../../server/recording/part-transport.ts';
import type { Recorder } from '../../../server/recording/recorder.ts';
import { isOpusSilence } from '../../../server/rtp/opus.ts';
import { type ReadPacket, readPart } from '../../support/recording/read-part.ts';
import type { Clip } from '../../support/rtp/clip.ts';
import { Replay } from '../../support/rtp/replay.ts';
import { ReplayedSound } from '../../support/rtp/replayed-sound.ts';
import { distributionOf } from '../support/distribution.ts';

/** Ways to the SFU as on a fair network, ms: what comes of a frame varies, and sound takes longer than the picture's fastest. */
const VIDEO_DELAY_MS = { least: 20, most: 50 };
const SOUND_DELAY_MS = 45;

export class RecordedAthlete {
  readonly replay: Replay;
  readonly #sound: ReplayedSound;
  readonly #path: string;
  readonly #startedAt = serverNow();
  #part: PartTransport | undefined;
  #began: () => void = () => undefined;

  static async create(options: {
    router: types.Router;
    clip: Clip;
    sound: readonly Buffer[];
    folder: string;
    name: string;
  }): Promise<RecordedAthlete> {
    const { router, clip, sound, folder, name } = options;
    const replay = await Replay.create({ router, clip, captureTimes: true, wire: delayOf });
    const microphone = await ReplayedSound.create({
      transport: replay.transport,
      packets: sound,
      delayMs: SOUND_DELAY_MS,
    });
    replay.start();
    microphone.start();
    return new RecordedAthlete(replay, microphone, join(folder, `${name}.webm`));
  }

  private constructor(replay: Replay, sound: ReplayedSound, path: string) {
    this.replay = replay;
    this.#sound = sound;
    this.#path = path;
  }

  /** Resolves when the part has begun. */
  async record(router: types.Router, recorder: Recorder): Promise<void> {
    const began = new Promise<void>((resolve) => {
      this.#began = resolve;
    });
    this.#part = await PartTransport.create({
      router,
      recorder,
      path: this.#path,
      sessionStartedAt: this.#startedAt,
      video: this.replay.producer,
      events: { onBegan: () => this.#began(), onEnded: () => undefined },
      logger: pino({ level: 'silent' }),
    });
    await this.#part.setSound(this.#sound.producer);
    await began;
  }

  /** Ends the part. */
  async end(): Promise<PartFacts | undefined> {
    return await this.#part?.close();
  }

  /** How much of what was sent before `killedAt` is missing from the file of a process that was killed, ms. */
  async lostAfterKill(recorder: Recorder, killedAt: number): Promise<number> {
    const facts = await recorder.mend(this.#path);
    if (!facts) throw new Error('Nothing was left of the recording');
    return killedAt - this.#startedAt - facts.endedAt;
  }

  /** How far sound lies from the picture that was captured with it, ms: the largest median of any second; and lost frames. */
  async compare(facts: PartFacts): Promise<{ soundOffsetMs: number; framesLost: number }> {
    const { video, sound } = await readPart(this.#path);
    const begin = this.#startedAt + facts.startedAt;
    const delays = (packets: readonly ReadPacket[], capturesOf: (data: Buffer) => number[], second: number) =>
      packets
        .filter(({ at }) => Math.floor(at / 1_000) === second)
        .flatMap(({ at, data }) => {
          const found = capturesOf(data).map((captured) => begin + at - captured);
          return found.sort((a, b) => Math.abs(a) - Math.abs(b)).slice(0, 1);
        });
    let soundOffsetMs = 0;
    const voices = sound.filter(({ data }) => !isOpusSilence(data));
    for (let second = 0; second < (video.at(-1)?.at ?? 0) / 1_000 - 1; second += 1) {
      const heard = distributionOf(delays(voices, (data) => this.#sound.capturesOf(data), second)).p50;
      const seen = distributionOf(delays(video, (data) => this.replay.capturesOf(data), second)).p50;
      if (Number.isFinite(heard - seen)) soundOffsetMs = Math.max(soundOffsetMs, Math.abs(heard - seen));
    }
    const expected = Math.round(((facts.endedAt - facts.startedAt) / 1_000) * this.replay.framesPerSecond);
    return { soundOffsetMs, framesLost: Math.max(0, expected - video.length) };
  }

  async close(): Promise<void> {
    await this.#part?.close().catch(() => undefined); // its process may have been killed
    this.#sound.stop();
    this.replay.close();
    await rm(this.#path, { force: true });
  }
}

/** The same for the same packet, so that two runs send the same. */
function delayOf(index: number): number {
  const noise = Math.abs(Math.sin(index * 12.9898) * 43_758.5453) % 1;
  return VIDEO_DELAY_MS.least + noise * (VIDEO_DELAY_MS.most - VIDEO_DELAY_MS.least);
}
