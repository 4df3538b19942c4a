import {
  AV_CODEC_FLAG_LOW_DELAY,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_VP8,
  AV_LOG_FATAL,
  AV_PIX_FMT_RGB24,
  type AVCodecID,
  SWS_AREA,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Log, Packet, SoftwareScaleContext } from 'node-av/lib';
import { fitInto, type Letterbox, type Size } from './letterbox.ts';
import type { VideoCodec } from './payload-formats.ts';

/** A decoded picture as a model takes it. */
export interface LetterboxedPicture {
  /** RGB, 3 bytes a px, rows without padding, black bars; valid until the next one is taken from the same decoder. */
  readonly data: Uint8Array;
  /** Where in it the picture lies. */
  readonly box: Letterbox;
  /** The picture's own size. */
  readonly picture: Size;
}

const CODEC_IDS: Record<VideoCodec, AVCodecID> = { vp8: AV_CODEC_ID_VP8, h264: AV_CODEC_ID_H264 };
const RGB_BYTES = 3;

/** What a sender gets wrong is counted; FFmpeg would fill stderr with it. */
Log.setLevel(AV_LOG_FATAL);

/**
 * Decodes one stream frame by frame at once and scales the newest picture to what a model takes.
 * Pictures that nobody takes are never converted. FFmpeg's objects are made once and reused.
 */
export class VideoDecoder {
  readonly #context: CodecContext;
  readonly #packet: Packet;
  readonly #frame: Frame;
  #scaler: { context: SoftwareScaleContext; key: string; box: Letterbox; target: Buffer } | undefined;
  #closed = false;

  /** @throws When FFmpeg has no decoder for the codec or can't open it. */
  static create(codec: VideoCodec): VideoDecoder {
    const decoder = Codec.findDecoder(CODEC_IDS[codec]);
    if (!decoder) throw new Error(`FFmpeg has no decoder for ${codec}`);
    const context = new CodecContext();
    context.allocContext3(decoder);
    context.threadCount = 1;
    context.setFlags(AV_CODEC_FLAG_LOW_DELAY);
    const result = context.open2Sync(decoder);
    if (result < 0) {
      context.freeContext();
      throw new Error(`FFmpeg can't open its ${codec} decoder (${result})`);
    }
    return new VideoDecoder(context);
  }

  private constructor(context: CodecContext) {
    this.#context = context;
    this.#packet = new Packet();
    this.#packet.alloc();
    this.#frame = new Frame();
    this.#frame.alloc();
  }

  /**
   * Decodes one encoded frame; the picture before it is gone then.
   *
   * @returns Whether there is a new picture; `false` when the decoder refused the frame or shows nothing for it.
   */
  decode(data: Buffer): boolean {
    this.#packet.data = data;
    const sent = this.#context.sendPacketSync(this.#packet);
    this.#packet.unref();
    if (sent < 0) return false;
    return this.#context.receiveFrameSync(this.#frame) >= 0;
  }

  /** Size of the newest picture, px. */
  get size(): Size {
    return { width: this.#frame.width, height: this.#frame.height };
  }

  /** Scales the newest picture into `target`; `undefined` when there is none, or it can't be scaled. */
  letterboxed(target: Size): LetterboxedPicture | undefined {
    const planes = this.#frame.data;
    const picture = this.size;
    if (!planes || picture.width === 0 || picture.height === 0) return undefined;
    const scaler = this.#scalerFor(picture, target);
    const stride = target.width * RGB_BYTES;
    const start = scaler.box.y * stride + scaler.box.x * RGB_BYTES;
    const lines = scaler.context.scaleSync(
      planes,
      this.#frame.linesize,
      0,
      picture.height,
      [scaler.target.subarray(start)],
      [stride],
    );
    if (lines < 0) return undefined;
    return { data: scaler.target, box: scaler.box, picture };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#scaler?.context.freeContext();
    this.#frame.free();
    this.#packet.free();
    this.#context.freeContext();
  }

  #scalerFor(picture: Size, target: Size) {
    const format = this.#context.pixelFormat;
    const key = [picture.width, picture.height, format, target.width, target.height].join();
    if (this.#scaler?.key === key) return this.#scaler;
    this.#scaler?.context.freeContext();
    const box = fitInto(picture, target);
    const context = new SoftwareScaleContext();
    context.getContext(picture.width, picture.height, format, box.width, box.height, AV_PIX_FMT_RGB24, SWS_AREA);
    this.#scaler = { context, key, box, target: Buffer.alloc(target.width * target.height * RGB_BYTES) };
    return this.#scaler;
  }
}
