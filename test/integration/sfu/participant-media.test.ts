/** What one participant may ask of the media server, valid or not; the media worker is real. */
import { randomUUID } from 'node:crypto';
import type { types } from 'mediasoup';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { MEDIA_OF_A_PARTICIPANT } from '../../../server/limits.ts';
import { ParticipantMedia } from '../../../server/sfu/participant-media.ts';
import { SfuWorker } from '../../../server/sfu/sfu-worker.ts';
import type { Placement } from '../../../server/sfu/worker-pool.ts';
import { type RtpCapabilities, type RtpParameters, rtpParametersSchema } from '../../../shared/contract/media.ts';

const DTLS = {
  role: 'client' as const,
  fingerprints: [{ algorithm: 'sha-256' as const, value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
const VP8 = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 };
const OPUS = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };

let worker: SfuWorker;
let placement: Placement;
beforeAll(async () => {
  worker = await SfuWorker.create({ host: '127.0.0.1', announcedAddress: '127.0.0.1', port: 0 });
  placement = { worker, router: await worker.createRouter() };
});
afterAll(() => worker.close());

const nothing = () => undefined;

function aParticipant(): ParticipantMedia {
  const events = { producerAdded: nothing, producerPaused: nothing, producerRemoved: nothing };
  const media = new ParticipantMedia(async () => placement, events);
  onTestFinished(() => media.close());
  return media;
}

async function aPublisher() {
  const media = aParticipant();
  const { id: transportId } = await media.createTransport('send');
  await media.connectTransport(transportId, DTLS);
  const send = (source: 'camera' | 'microphone', rtpParameters: RtpParameters) =>
    media.produce({ transportId, kind: source === 'camera' ? 'video' : 'audio', source, rtpParameters });
  return { media, send };
}

/** How many of these requests were granted. */
const granted = (results: PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'fulfilled').length;

describe('a producer', () => {
  it('that nobody could receive is refused at once', async () => {
    const { send } = await aPublisher();
    const refused = send('camera', { codecs: [VP8], encodings: [{ ssrc: 1, scalabilityMode: 'L3T3' }] });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it.each<[string, RtpParameters]>([
    ['SSRC', { codecs: [OPUS], encodings: [{ ssrc: 11 }] }],
    ['SSRC of its retransmissions', { codecs: [OPUS], encodings: [{ ssrc: 13, rtx: { ssrc: 11 } }] }],
    ['MID', { mid: 'a', codecs: [OPUS], encodings: [{ ssrc: 12 }] }],
  ])('whose %s another one has is refused as what will never do', async (_name, rtpParameters) => {
    const { send } = await aPublisher();
    await send('camera', { mid: 'a', codecs: [VP8], encodings: [{ ssrc: 11 }] });
    await expect(send('microphone', rtpParameters)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('can’t name a bit rate that breaks the channel to the worker, on which other sessions are', () => {
    const parameters = { codecs: [VP8], encodings: [{ ssrc: 1, maxBitrate: 1.5 }] };
    expect(rtpParametersSchema.safeParse(parameters).success).toBe(false);
  });

  it('can’t have an SSRC of more than 32 bits', () => {
    const parameters = { codecs: [VP8], encodings: [{ ssrc: 2 ** 32 }] };
    expect(rtpParametersSchema.safeParse(parameters).success).toBe(false);
  });
});

describe('many requests at once', () => {
  it('give no more consumers than one may have', async () => {
    const { send } = await aPublisher();
    const producerId = await send('microphone', { codecs: [OPUS], encodings: [{ ssrc: 21 }] });
    const viewer = aParticipant();
    const { id: transportId } = await viewer.createTransport('receive');
    const rtpCapabilities = placement.router.rtpCapabilities as RtpCapabilities;
    const consume = () => viewer.consume({ transportId, producerId, rtpCapabilities });
    const results = await Promise.allSettled(Array.from({ length: 95 }, consume));
    expect(granted(results)).toBe(MEDIA_OF_A_PARTICIPANT.consumers);
    const [first] = results;
    if (first?.status !== 'fulfilled') throw new Error('the first was refused');
    viewer.closeConsumer(first.value.id);
    await expect(consume()).resolves.toBeDefined();
    await expect(consume()).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('that fail take nobody’s place', async () => {
    const viewer = aParticipant();
    const { id: transportId } = await viewer.createTransport('receive');
    const rtpCapabilities = placement.router.rtpCapabilities as RtpCapabilities;
    for (let index = 0; index <= MEDIA_OF_A_PARTICIPANT.consumers; index += 1) {
      const refused = viewer.consume({ transportId, producerId: randomUUID(), rtpCapabilities });
      await expect(refused).rejects.toMatchObject({ code: 'media_unavailable' });
    }
  });

  it('give no more transports than one may have', async () => {
    const media = aParticipant();
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => media.createTransport('send')));
    expect(granted(results)).toBe(MEDIA_OF_A_PARTICIPANT.transports);
    await expect(media.createTransport('send')).resolves.toBeDefined();
  });

  it('give one producer of a source', async () => {
    const { send } = await aPublisher();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        send('microphone', { codecs: [OPUS], encodings: [{ ssrc: 100 + index }] }),
      ),
    );
    expect(granted(results)).toBe(1);
  });
});

describe('data channels', () => {
  it('are offered by no transport, and none can be opened on one', async () => {
    const made: types.Transport[] = [];
    placement.router.observer.on('newtransport', (transport) => made.push(transport));
    onTestFinished(() => void placement.router.observer.removeAllListeners('newtransport'));
    const media = aParticipant();
    for (const direction of ['send', 'receive'] as const) {
      expect(await media.createTransport(direction)).not.toHaveProperty('sctpParameters');
    }
    expect(made).toHaveLength(2);
    for (const transport of made) {
      expect(await transport.dump()).not.toHaveProperty('sctpParameters.port', expect.any(Number));
      const opening = transport.produceData({ sctpStreamParameters: { streamId: 0, ordered: true } });
      await expect(opening).rejects.toThrow();
    }
  });
});
