/** A small stream of huge flat pictures: next to nothing to send, and a core for seconds to decode. */
import { transportOptionsSchema } from '../../../../shared/contract/media.ts';
import { encodeClip } from '../../../support/rtp/clip.ts';
import { ReplayedCamera } from '../../athletes/replayed-camera.ts';
import { PeerLink } from '../../support/peer-link.ts';
import type { Attacker } from '../attacker.ts';

const SIDE = 8_192;
const FRAMES = 2;

function* grey(): Generator<Uint8Array> {
  const picture = new Uint8Array(SIDE * SIDE * 4).fill(128);
  for (let index = 0; index < FRAMES; index += 1) yield picture;
}

export async function hugeVideo(attacker: Attacker): Promise<void> {
  const size = { width: SIDE, height: SIDE };
  const clip = encodeClip({ codec: 'vp8', size, framesPerSecond: 15, bitRate: 300_000, pictures: grey() });
  const { athlete } = await attacker.ownSession();
  await athlete.ask('media:open', {});
  const { data } = await athlete.ask('transport:create', { direction: 'send' });
  const transport = transportOptionsSchema.parse(data);
  const transportId = transport.id;
  const link = await PeerLink.connect(transport, (dtlsParameters) =>
    athlete.ask('transport:connect', { transportId, dtlsParameters }),
  );
  const { ssrcs, rtpParameters } = ReplayedCamera.describe([clip]);
  const { ok } = await athlete.ask('producer:create', { transportId, kind: 'video', source: 'camera', rtpParameters });
  attacker.did(ok ? 'videos published' : 'videos refused');
  new ReplayedCamera(link, [clip], ssrcs, 0);
}
