/** Everything that the server and the recording process say to each other. */
import type { ServerMs, SessionMs } from '../../shared/time/moments.ts';
import type { ExpectedStream } from '../rtp/receiver.ts';
import type { ExpectedSound } from '../rtp/sound-receiver.ts';

/** One file that is to be recorded: a picture with sound, or sound alone. */
export interface PartOrder {
  /** Where it is written; ends in `.webm`, or in `.mkv` for H264. */
  readonly path: string;
  /** Zero of the session's clock. */
  readonly sessionStartedAt: ServerMs;
  /** The only address and port that packets are taken from. */
  readonly sender: { readonly ip: string; readonly port: number };
  readonly video?: ExpectedStream;
}

/** What is in a part. */
export interface PartFacts {
  readonly startedAt: SessionMs;
  readonly endedAt: SessionMs;
  readonly bytes: number;
  /** Size of the first picture, px; 0 where there is none. */
  readonly width: number;
  readonly height: number;
  /** Pictures in it. */
  readonly frames: number;
  /** Whether anybody's sound is in it, and not silence alone. */
  readonly hasSound: boolean;
}

/** Why a part ended before it was closed. */
export type PartEnd =
  /** Nothing came for long; what comes next belongs into a new part. */
  | 'gap'
  | 'disk-full'
  /** The file or the socket failed. */
  | 'failed';

/** To the process. */
export type RecordingCommand =
  | { type: 'start'; clockOrigin: number; reportEveryMs: number }
  | { type: 'open'; id: number; order: PartOrder }
  /** Which sound belongs to the part from now on. */
  | { type: 'sound'; id: number; sound: ExpectedSound | undefined }
  | { type: 'close'; id: number }
  /** Makes a file whole that a process left when it was killed. */
  | { type: 'mend'; id: number; path: string }
  | { type: 'stop' };

/** From the process. */
export type RecordingEvent =
  | { type: 'ready' }
  | { type: 'opened'; id: number; port: number }
  | { type: 'refused'; id: number; message: string }
  | { type: 'key frame needed'; id: number }
  /** The file exists from now on. */
  | { type: 'began'; id: number; startedAt: SessionMs }
  /** The file is whole; without facts nothing came, and there is no file. `why` where nobody closed it. */
  | { type: 'ended'; id: number; facts?: PartFacts; why?: PartEnd; message?: string }
  /** Without facts there was nothing in it that plays, or the message says why it could not be read. */
  | { type: 'mended'; id: number; facts?: PartFacts; message?: string }
  /** Sent at a fixed rate; a process that falls silent hangs. */
  | { type: 'report'; cpuMs: number; rssBytes: number; parts: { id: number; facts: PartFacts }[] };
