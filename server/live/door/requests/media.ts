/** Transports, producers and consumers. */
import type { IceServer, RtpCapabilities, RtpParameters } from '../../../../shared/contract/media.ts';
import { on, type Rows } from '../row.ts';

export const mediaRequests = (iceServers: IceServer[]): Rows<'media' | 'transport' | 'producer' | 'consumer'> => ({
  'media:open': on('media', 'watch', async ({ session }) => {
    const { generation, routerRtpCapabilities } = await session.openMedia();
    return { generation, routerRtpCapabilities: routerRtpCapabilities as RtpCapabilities, iceServers };
  }),
  'transport:create': on('media', 'watch', ({ member }, { direction }) => member.media.createTransport(direction)),
  'transport:connect': on('media', 'watch', ({ member }, { transportId, dtlsParameters }) =>
    member.media.connectTransport(transportId, dtlsParameters),
  ),
  'transport:restart-ice': on('media', 'watch', async ({ member }, { transportId }) => ({
    iceParameters: await member.media.restartIce(transportId),
  })),

  'producer:create': on('media', 'publish', async ({ member }, request) => ({
    producerId: await member.media.produce(request),
  })),
  'producer:pause': on('media', 'publish', ({ member }, { producerId, paused }) =>
    member.media.pauseProducer(producerId, paused),
  ),
  'producer:close': on('media', 'publish', ({ member }, { producerId }) => member.media.closeProducer(producerId)),

  'consumer:create': on('media', 'watch', async ({ member }, request) => {
    const { id, kind, rtpParameters } = await member.media.consume(request);
    return { consumerId: id, kind, rtpParameters: rtpParameters as RtpParameters };
  }),
  'consumer:resume': on('media', 'watch', ({ member }, { consumerId }) => member.media.resumeConsumer(consumerId)),
  'consumer:prefer': on('media', 'watch', ({ member }, { consumerId, ...layers }) =>
    member.media.preferLayers(consumerId, layers),
  ),
  'consumer:close': on('media', 'watch', ({ member }, { consumerId }) => member.media.closeConsumer(consumerId)),
});
