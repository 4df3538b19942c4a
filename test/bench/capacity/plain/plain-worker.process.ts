/**
 * The heart of the plain pipeline, as anybody would first write it: each frame that comes is put in a queue; one after the
 * other they are decoded, converted to RGB at full size, made smaller, and shown to MoveNet on TensorFlow.js, none left out.
 * Receiving, reordering and decoding are the product's own, which costs it less than what is usual.
 */
import { createPoseEstimator } from '../../../../server/analysis/engines/engines.ts';
import type { PoseEstimator } from '../../../../server/analysis/pose-estimator.ts';
import { type ServerClock, serverClock } from '../../../../server/clock.ts';
import type { EncodedFrame } from '../../../../server/rtp/frame-assembler.ts';
import { MediaClock } from '../../../../server/rtp/media-clock.ts';
import { VideoReceiver } from '../../../../server/rtp/receiver.ts';
import { RtpSocket } from '../../../../server/rtp/socket.ts';
import { processCpuMs } from '../../../../server/support/process-cpu.ts';
import { VideoDecoder } from '../../../../server/video/decoder.ts';
import type { SampledStream } from '../../../../server/video/sampler.ts';
import { PlainPicture } from './plain-picture.ts';
import type { PlainCommand, PlainEvent, PlainSettings } from './plain-worker.ts';

interface Stream {
  id: number;
  socket: RtpSocket;
  decoder: VideoDecoder;
  picture: PlainPicture;
  mediaClock: MediaClock;
  frames: number;
}

const REORDER_MS = 100;
const TELL_EVERY_MS = 250;
/** Nobody hears it any more when the benchmark has just let go of this process. */
const emit = (event: PlainEvent) => {
  if (process.connected) process.send?.(event, undefined, undefined, () => undefined);
};

class PlainProcess {
  readonly #estimator: PoseEstimator;
  readonly #settings: PlainSettings;
  readonly #clock: ServerClock;
  readonly #streams = new Map<number, Stream>();
  readonly #queue: { stream: Stream; frame: EncodedFrame }[] = [];
  readonly #partCpuMs = { receiveDecode: 0, convert: 0, scale: 0, infer: 0 };
  #analysed = 0;
  #running = false;

  static async create(settings: PlainSettings): Promise<PlainProcess> {
    const estimator = await createPoseEstimator({ engine: 'tfjs', model: 'movenet-lightning' });
    return new PlainProcess(estimator, settings);
  }

  private constructor(estimator: PoseEstimator, settings: PlainSettings) {
    this.#estimator = estimator;
    this.#settings = settings;
    this.#clock = serverClock(settings.clockOrigin);
    setInterval(
      () => emit({ type: 'use', use: { partCpuMs: { ...this.#partCpuMs }, analysed: this.#analysed } }),
      TELL_EVERY_MS,
    );
  }

  async open(id: number, expected: SampledStream): Promise<void> {
    const socket = await RtpSocket.open(expected.sender);
    const stream: Stream = {
      id,
      socket,
      decoder: VideoDecoder.create(expected.codec),
      picture: new PlainPicture(),
      mediaClock: new MediaClock(),
      frames: 0,
    };
    const receiver = new VideoReceiver({
      expected,
      reorderMs: REORDER_MS,
      onFrame: (frame) => {
        this.#queue.push({ stream, frame });
        setImmediate(() => void this.#work());
      },
    });
    socket.listen(
      (datagram) => {
        const before = processCpuMs();
        receiver.receive(datagram, this.#clock());
        if (receiver.deadline !== undefined && receiver.deadline < this.#clock()) receiver.expire(this.#clock());
        this.#partCpuMs.receiveDecode += processCpuMs() - before;
      },
      (error) => emit({ type: 'failed', reason: error.message }),
    );
    this.#streams.set(id, stream);
    emit({ type: 'opened', id, port: socket.port });
  }

  close(id: number): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    this.#streams.delete(id);
    stream.socket.close();
    stream.decoder.close();
  }

  async #work(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      if (this.#streams.has(next.stream.id)) await this.#process(next.stream, next.frame);
      // Packets are read between two frames.
      await new Promise(setImmediate);
    }
    this.#running = false;
  }

  async #process(stream: Stream, { data, rtpTimestamp, receivedAt }: EncodedFrame): Promise<void> {
    const begun = processCpuMs();
    const { decoder, picture, mediaClock } = stream;
    const mediaTimeMs = mediaClock.observe(rtpTimestamp, receivedAt);
    const shown = decoder.decode(data) ? decoder.take() : undefined;
    const decoded = processCpuMs();
    const decodedAt = this.#clock();
    this.#partCpuMs.receiveDecode += decoded - begun;
    stream.frames += 1;
    if (!shown || stream.frames % this.#settings.inferEvery !== 0) return;
    picture.take(shown);
    const converted = processCpuMs();
    this.#partCpuMs.convert += converted - decoded;
    const scaledBefore = picture.scaleCpuMs;
    // Nobody is followed: each picture is looked at as a whole.
    const pose = await this.#estimator.follow().estimate(picture, mediaTimeMs);
    const scale = picture.scaleCpuMs - scaledBefore;
    this.#partCpuMs.scale += scale;
    this.#partCpuMs.infer += processCpuMs() - converted - scale;
    this.#analysed += 1;
    if (!pose) throw new Error('The picture could not be read');
    if (!this.#streams.has(stream.id)) return;
    const inferred = this.#clock();
    const times = { received: receivedAt, decoded: decodedAt, taken: decodedAt, scaled: decodedAt, inferred };
    const { layout } = this.#estimator;
    emit({
      type: 'pose',
      id: stream.id,
      frame: { rtpTimestamp, mediaTimeMs, ...picture.size, layout, ...pose, times },
    });
  }
}

let plain: Promise<PlainProcess> | undefined;

async function obey(command: PlainCommand): Promise<void> {
  if (command.type === 'start') {
    plain = PlainProcess.create(command.settings);
    await plain;
    emit({ type: 'ready' });
  } else if (command.type === 'open') await (await plain)?.open(command.id, command.stream);
  else (await plain)?.close(command.id);
}

process.on('message', (command: PlainCommand) => {
  obey(command).catch((error: unknown) => emit({ type: 'failed', reason: String(error) }));
});
process.on('disconnect', () => process.exit(0));
