import type { types } from 'mediasoup';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { CAPTURE_TIME_URI } from '../../../shared/time/rtp-time.ts';
import { parseScalabilityMode } from '../../mediasoup.ts';
import type { VideoCodec } from '../../rtp/payload-formats.ts';
import type { AthletePlace } from '../athlete-place.ts';
import type { AnalysedStream, AnalysisPort, StreamEvents } from '../port.ts';
import { firstLayers, type LayerNeeds, type Layers } from './tap-layers.ts';

const CODECS: Readonly<Record<string, VideoCodec>> = { 'video/vp8': 'vp8', 'video/h264': 'h264' };
const LOOPBACK = '127.0.0.1';

/**
 * What a consumer inside the server may negotiate: key frame requests and capture times, and nothing else. With transport-cc or REMB all of a
 * router's taps share one bandwidth estimator that never rises; nothing is lost on the loopback that rtx could repair.
 */
export function tapCapabilities(router: types.RtpCapabilities): types.RtpCapabilities {
  const codecs = (router.codecs ?? [])
    .filter((codec) => codec.mimeType.toLowerCase() in CODECS)
    .map((codec) => ({
      ...codec,
      rtcpFeedback: (codec.rtcpFeedback ?? []).filter(
        ({ type, parameter }) => (type === 'nack' && parameter === 'pli') || (type === 'ccm' && parameter === 'fir'),
      ),
    }));
  const headerExtensions = (router.headerExtensions ?? []).filter(
    ({ kind, uri }) => kind === 'video' && uri === CAPTURE_TIME_URI,
  );
  return { codecs, headerExtensions };
}

/** One way from a producer to the analysis: plain transport, consumer and analysed stream. Serves until any of them ends. */
export class TapTransport {
  readonly #plain: types.PlainTransport;
  readonly consumer: types.Consumer;
  readonly stream: AnalysedStream;
  /** The highest layers there are; `undefined` when the producer has no layers. */
  readonly top: Layers | undefined;
  #layers: Layers | undefined;
  #closed = false;

  /** @throws SidelineError `media_unavailable` when the router is gone, or the codec or the analysis can't serve. */
  static async create(options: {
    router: types.Router;
    producer: types.Producer;
    analysis: Pick<AnalysisPort, 'open'>;
    needs: LayerNeeds;
    athlete?: AthletePlace | undefined;
    events: StreamEvents;
  }): Promise<TapTransport> {
    const { router, producer, analysis, needs, athlete, events } = options;
    let transport: types.PlainTransport | undefined;
    let stream: AnalysedStream | undefined;
    try {
      transport = await router.createPlainTransport({
        listenInfo: { protocol: 'udp', ip: LOOPBACK },
        rtcpMux: true,
        comedia: false,
      });
      const consumer = await transport.consume({
        producerId: producer.id,
        rtpCapabilities: tapCapabilities(router.rtpCapabilities),
        paused: true,
        enableRtx: false,
      });
      const { localPort } = transport.tuple;
      stream = await analysis.open(
        {
          ...expectedStream(consumer),
          sender: { ip: LOOPBACK, port: localPort },
          framesPerSecond: needs.framesPerSecond,
        },
        events,
        athlete,
      );
      await transport.connect({ ip: LOOPBACK, port: stream.port });
      const tap = new TapTransport(transport, consumer, stream);
      if (tap.top) await tap.prefer(firstLayers(tap.top, needs));
      await consumer.resume();
      return tap;
    } catch (error) {
      stream?.close();
      transport?.close();
      if (error instanceof SidelineError) throw error;
      throw new SidelineError('media_unavailable', 'The video can not be analysed at the moment.', { cause: error });
    }
  }

  private constructor(transport: types.PlainTransport, consumer: types.Consumer, stream: AnalysedStream) {
    this.#plain = transport;
    this.consumer = consumer;
    this.stream = stream;
    this.top = topLayers(consumer);
  }

  /** The layers asked for last. */
  get layers(): Layers | undefined {
    return this.#layers;
  }

  get closed(): boolean {
    return this.#closed;
  }

  async prefer(layers: Layers): Promise<void> {
    this.#layers = layers;
    await this.consumer.setPreferredLayers({ ...layers });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.stream.close();
    this.#plain.close();
  }
}

function expectedStream(consumer: types.Consumer) {
  const { codecs, encodings, headerExtensions = [] } = consumer.rtpParameters;
  const codec = CODECS[codecs[0]?.mimeType.toLowerCase() ?? ''];
  const ssrc = encodings?.[0]?.ssrc;
  if (!codecs[0] || !codec || ssrc === undefined) {
    throw new SidelineError('media_unavailable', `Video of type ${codecs[0]?.mimeType} can not be analysed.`);
  }
  const captureTimeId = headerExtensions.find(({ uri }) => uri === CAPTURE_TIME_URI)?.id;
  return {
    codec,
    ssrc,
    payloadType: codecs[0].payloadType,
    ...(captureTimeId !== undefined && { captureTimeId }),
  };
}

function topLayers(consumer: types.Consumer): Layers | undefined {
  if (consumer.type !== 'simulcast' && consumer.type !== 'svc') return undefined;
  const { spatialLayers, temporalLayers } = parseScalabilityMode(
    consumer.rtpParameters.encodings?.[0]?.scalabilityMode,
  );
  return { spatialLayer: spatialLayers - 1, temporalLayer: temporalLayers - 1 };
}
