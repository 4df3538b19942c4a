import { AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { FormatContext, Packet } from 'node-av/lib';

export interface ReadPacket {
  readonly kind: 'video' | 'sound';
  /** Of the part, ms. */
  readonly at: number;
  readonly durationMs: number;
  readonly keyFrame: boolean;
  readonly data: Buffer;
}

export interface ReadPart {
  readonly video: readonly ReadPacket[];
  readonly sound: readonly ReadPacket[];
  /** As the file says it, ms; 0 when it does not. */
  readonly durationMs: number;
}

/** What a player finds in a recorded file. */
export async function readPart(path: string): Promise<ReadPart> {
  const input = new FormatContext();
  if ((await input.openInput(path)) < 0) throw new Error(`${path} can't be opened`);
  const packet = new Packet();
  packet.alloc();
  const packets: ReadPacket[] = [];
  try {
    const durationMs = Math.max(0, Number(input.duration) / 1000);
    while ((await input.readFrame(packet)) >= 0) {
      const isVideo = input.streams[packet.streamIndex]?.codecpar.codecType === AVMEDIA_TYPE_VIDEO;
      packets.push({
        kind: isVideo ? 'video' : 'sound',
        at: Number(packet.pts),
        durationMs: Number(packet.duration),
        keyFrame: packet.isKeyframe,
        data: Buffer.from(packet.data ?? []),
      });
      packet.unref();
    }
    const of = (kind: ReadPacket['kind']) => packets.filter((each) => each.kind === kind);
    return { video: of('video'), sound: of('sound'), durationMs };
  } finally {
    packet.free();
    await input.closeInput();
  }
}
