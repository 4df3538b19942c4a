/** Transports, producers and consumers. */
import type { IceServer, RtpCapabilities, RtpParameters } from '../../../../shared/contract/media.ts';
import { on, type Rows } from '../row.ts';

export const mediaRequests = (iceServers: IceServer[]): Rows<'media' | 'transport' | 'producer' | 'consumer'> => ({
  'media:open': on('media', 'watch', async ({ session }) => {
    const { generation, routerRtpCapabilities } = await session.openMedia();
    return { generation, routerRtpCapabilities: routerRtpCapabilities as RtpCapabilities, iceServers };
  }),
  'transport:create': on('media', 'watch', ({ participant }, { direction }) =>
    participant.media.createTransport(direction),
  ),
  'transport:connect': on('media', 'watch', ({ participant }, { transportId, dtlsParameters }) =>
    participant.media.connectTransport(transportId, dtlsParameters),
  ),
  'transport:restart-ice': on('media', 'watch', async ({ participant }, { transportId }) => ({
    iceParameters: await participant.media.restartIce(transportId),
  })),

  'producer:create': on('media', 'publish', async ({ participant }, request) => ({
    producerId: await participant.media.produce(request),
  })),
  'producer:pause': on('media', 'publish', ({ participant }, { producerId, paused }) =>
    participant.media.pauseProducer(producerId, paused),
  ),
  'producer:close': on('media', 'publish', ({ participant }, { producerId }) =>
    participant.media.closeProducer(producerId),
  ),

  'consumer:create': on('media', 'watch', async ({ participant }, request) => {
    const { id, kind, rtpParameters } = await participant.media.consume(request);
    return { consumerId: id, kind, rtpParameters: rtpParameters as RtpParameters };
  }),
  'consumer:resume': on('media', 'watch', ({ participant }, { consumerId }) =>
    participant.media.resumeConsumer(consumerId),
  ),
  'consumer:prefer': on('media', 'watch', ({ participant }, { consumerId, ...layers }) =>
    participant.media.preferLayers(consumerId, layers),
  ),
  'consumer:close': on('media', 'watch', ({ participant }, { consumerId }) =>
    participant.media.closeConsumer(consumerId),
  ),
});
