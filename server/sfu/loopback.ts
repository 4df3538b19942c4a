/** Media that leaves the SFU for another process of this machine: what is negotiated there, and how it arrives. */
import type { types } from 'mediasoup';
import { SidelineError } from '../../shared/contract/errors.ts';
import { CAPTURE_TIME_URI } from '../../shared/time/rtp-time.ts';
import { parseScalabilityMode } from '../mediasoup.ts';
import type { VideoCodec } from '../rtp/payload-formats.ts';
import type { ExpectedStream } from '../rtp/receiver.ts';
import type { ExpectedSound } from '../rtp/sound-receiver.ts';

export const LOOPBACK = '127.0.0.1';

const VIDEO_CODECS: Readonly<Record<string, VideoCodec>> = { 'video/vp8': 'vp8', 'video/h264': 'h264' };
const SOUND_CODEC = 'audio/opus';

/**
 * What a consumer inside the server may negotiate: key frame requests and capture times, and nothing else. With transport-cc or REMB all of a
 * router's consumers of this kind share one bandwidth estimator that never rises; nothing is lost on the loopback that rtx could repair.
 */
export function loopbackCapabilities(router: types.RtpCapabilities): types.RtpCapabilities {
  const codecs = (router.codecs ?? [])
    .filter(({ mimeType }) => mimeType.toLowerCase() in VIDEO_CODECS || mimeType.toLowerCase() === SOUND_CODEC)
    .map((codec) => ({
      ...codec,
      rtcpFeedback: (codec.rtcpFeedback ?? []).filter(
        ({ type, parameter }) => (type === 'nack' && parameter === 'pli') || (type === 'ccm' && parameter === 'fir'),
      ),
    }));
  const headerExtensions = (router.headerExtensions ?? []).filter(({ uri }) => uri === CAPTURE_TIME_URI);
  return { codecs, headerExtensions };
}

/** A transport to one socket on this machine, still to be connected. */
export function openLoopback(router: types.Router): Promise<types.PlainTransport> {
  return router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: LOOPBACK },
    rtcpMux: true,
    comedia: false,
  });
}

/** A consumer of this producer on such a transport, paused. */
export function consumeOn(
  transport: types.PlainTransport,
  router: types.Router,
  producer: types.Producer,
): Promise<types.Consumer> {
  return transport.consume({
    producerId: producer.id,
    rtpCapabilities: loopbackCapabilities(router.rtpCapabilities),
    paused: true,
    enableRtx: false,
  });
}

/** @throws SidelineError `media_unavailable` for a codec that is not ours */
export function expectedVideo(consumer: types.Consumer): ExpectedStream {
  const codec = VIDEO_CODECS[consumer.rtpParameters.codecs[0]?.mimeType.toLowerCase() ?? ''];
  if (!codec) throw notOurs(consumer);
  return { codec, ...expectedSound(consumer) };
}

/** @throws SidelineError `media_unavailable` */
export function expectedSound(consumer: types.Consumer): ExpectedSound {
  const { codecs, encodings, headerExtensions = [] } = consumer.rtpParameters;
  const ssrc = encodings?.[0]?.ssrc;
  if (!codecs[0] || ssrc === undefined) throw notOurs(consumer);
  const captureTimeId = headerExtensions.find(({ uri }) => uri === CAPTURE_TIME_URI)?.id;
  return { ssrc, payloadType: codecs[0].payloadType, ...(captureTimeId !== undefined && { captureTimeId }) };
}

/** The highest layers there are; `undefined` when the producer has no layers. */
export function topLayers(consumer: types.Consumer): { spatialLayer: number; temporalLayer: number } | undefined {
  if (consumer.type !== 'simulcast' && consumer.type !== 'svc') return undefined;
  const { spatialLayers, temporalLayers } = parseScalabilityMode(
    consumer.rtpParameters.encodings?.[0]?.scalabilityMode,
  );
  return { spatialLayer: spatialLayers - 1, temporalLayer: temporalLayers - 1 };
}

const notOurs = ({ rtpParameters }: types.Consumer) =>
  new SidelineError('media_unavailable', `Media of type ${rtpParameters.codecs[0]?.mimeType} can not be read here.`);
