/** The recording of one participant: a part for each camera, from when it is on until it is off, and for sound alone. */
import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { growthSchema } from '../../shared/contract/files.ts';
import type { RecordingTrouble } from '../../shared/contract/recording.ts';
import type { ServerMs, SessionMs } from '../../shared/time/moments.ts';
import { LOCAL_FILES, RECORDING_PAUSE } from '../limits.ts';
import { growingPause } from '../support/growing-pause.ts';
import type { PartFacts } from './messages.ts';
import { PartTransport } from './part-transport.ts';
import { beginFile, endFile, type FileKeeping, type GrowingFile } from './recorded-file.ts';
import type { Recorder } from './recorder.ts';
import type { PartEvents } from './recording-process.ts';

/** What is the same for all participants of a session. */
export interface RecordedSession {
  readonly sessionId: string;
  readonly clock: { readonly startedAt: ServerMs; now(): SessionMs };
  readonly router: () => Promise<types.Router>;
  readonly recorder: Recorder;
  readonly keeping: FileKeeping;
  /** Free bytes on the disk that recordings leave to others. */
  readonly reserveBytes?: number;
  /** Whether picture, voice and keypoints of a participant may be written now. */
  readonly allowed: (participantId: string) => boolean;
  readonly logger: Logger;
}

/** Sound alone waits so long for a camera that is about to come too, ms. */
const CAMERA_LATE_MS = 1_000;
/** How often the row of a growing part is brought up to date, and the disk is looked at, ms. */
const NOTE_EVERY_MS = 1_000;
/** So many failures in a row are worth saying to everybody. */
const TROUBLE_AFTER = 3;
/** How long a part goes on beside the one that is to follow it, which begins with a key frame or a word, ms. */
const SPLIT_MS = 2_000;

interface Part {
  readonly file: GrowingFile;
  readonly video: types.Producer | undefined;
  readonly transport: PartTransport;
  readonly notes: NodeJS.Timeout;
  sound: types.Producer | undefined;
}

export class ParticipantRecording {
  readonly #session: RecordedSession;
  readonly #participantId: string;
  readonly #logger: Logger;
  readonly #onTrouble: () => void;
  readonly #stopping = new AbortController();
  readonly #ending = new Set<Promise<void>>();
  readonly #producers = new Map<types.MediaKind, types.Producer>();
  #part: Part | undefined;
  /** The part there is, or is about to be, is to be followed by another one. */
  #splitAsked = false;
  /** Goes on until the part that follows it has begun, so that nothing is missing between them. */
  #outgoing: Part | undefined;
  #outgoingTimer: NodeJS.Timeout | undefined;
  #hadPart = false;
  #failures = 0;
  #trouble: RecordingTrouble | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Settles when what is recorded is what is wanted. */
  #settling: Promise<void> | undefined;
  #outdated = false;
  #closed = false;

  /** @param onTrouble `trouble` has changed */
  constructor(participantId: string, session: RecordedSession, onTrouble: () => void) {
    this.#session = session;
    this.#participantId = participantId;
    this.#logger = session.logger.child({ participantId });
    this.#onTrouble = onTrouble;
  }

  /** Why nothing is recorded although it is wanted. */
  get trouble(): RecordingTrouble | undefined {
    return this.#trouble;
  }

  /** Records what this producer sends, in place of one of the same kind. It is let go by itself when it ends. */
  follow(producer: types.Producer): void {
    this.#producers.set(producer.kind, producer);
    producer.observer.once('close', () => {
      if (this.#producers.get(producer.kind) === producer) this.#producers.delete(producer.kind);
      this.update();
    });
    producer.observer.on('pause', () => this.update());
    producer.observer.on('resume', () => this.update());
    const isSoundAlone = producer.kind === 'audio' && !this.#producers.has('video') && !this.#hadPart;
    if (isSoundAlone) this.#updateIn(CAMERA_LATE_MS);
    else this.update();
  }

  /** Asks for a key frame, so that what happens now can be sought quickly. */
  requestKeyFrame(): void {
    this.#part?.transport.requestKeyFrame();
  }

  /** Goes on in a new part: who may read what began until now reads nothing of what comes. */
  split(): void {
    this.#splitAsked = true;
    this.update();
  }

  /** What is wanted or allowed may have changed. What is not allowed any more is not written from now on. */
  update(): void {
    if (this.#part && !this.#wanted) void this.#part.transport.close().catch(() => undefined);
    if (!this.#wanted || this.#outgoing?.video !== this.#wanted.video) this.#endOutgoing();
    this.#outdated = true;
    this.#settling ??= this.#settle().finally(() => {
      this.#settling = undefined;
      if (this.#outdated) this.update(); // it came after the last look
    });
  }

  /** Ends the part there is; resolves when its file is whole and on record. May be called twice. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.update();
    while (this.#settling) await this.#settling;
    this.#stopping.abort();
    await Promise.all(this.#ending);
  }

  get #wanted(): { video: types.Producer | undefined; sound: types.Producer | undefined } | undefined {
    if (this.#closed || !this.#session.allowed(this.#participantId)) return undefined;
    const video = this.#running('video');
    const sound = this.#running('audio');
    return video || sound ? { video, sound } : undefined;
  }

  #running(kind: types.MediaKind): types.Producer | undefined {
    const producer = this.#producers.get(kind);
    return producer && !producer.closed && !producer.paused ? producer : undefined;
  }

  async #settle(): Promise<void> {
    while (this.#outdated) {
      this.#outdated = false;
      const part = this.#part;
      if (part && (!this.#wanted || part.video !== this.#wanted.video)) await this.#endPart(part);
      if (this.#splitAsked) await this.#splitPart();
      if (this.#wanted && !this.#part) await this.#beginPart(this.#wanted.video);
      const sound = this.#wanted?.sound;
      if (this.#part && this.#part.sound !== sound) {
        this.#part.sound = sound;
        await this.#part.transport.setSound(sound);
      }
      if (!this.#wanted) this.#noteTrouble(undefined);
    }
  }

  /**
   * The part's end waits until the next one has begun, but not for long: nobody may say a word for minutes. While the next one can't be
   * opened, the part goes on.
   */
  async #splitPart(): Promise<void> {
    this.#splitAsked = false;
    const part = this.#part;
    if (!part) return;
    this.#endOutgoing();
    this.#part = undefined;
    this.#outgoing = part;
    await this.#beginPart(part.video);
  }

  #endOutgoing(): void {
    clearTimeout(this.#outgoingTimer);
    if (this.#outgoing) void this.#endPart(this.#outgoing);
  }

  async #beginPart(video: types.Producer | undefined): Promise<void> {
    clearTimeout(this.#retry);
    let file: GrowingFile | undefined;
    try {
      if (!(await this.#hasRoom())) return this.#fail('disk-full');
      const extension = extensionFor(video);
      file = await beginFile(this.#session.keeping, {
        id: randomUUID(),
        sessionId: this.#session.sessionId,
        participantId: this.#participantId,
        kind: 'recording',
        extension,
        contentType: CONTENT_TYPES[extension](video !== undefined),
        startedAt: this.#session.clock.now(),
      });
      await this.#open(file, video);
    } catch (error) {
      if (file) this.#end(file, undefined);
      if (error instanceof SidelineError && error.code === 'not_found') return; // the session was deleted
      if (video?.closed) return;
      if (this.#failures === 0) this.#logger.warn({ err: error }, 'recording can not begin yet, trying again');
      this.#fail('no-recorder');
    }
  }

  async #open(file: GrowingFile, video: types.Producer | undefined): Promise<void> {
    const { recorder, clock, router } = this.#session;
    const isWanted = () => this.#wanted !== undefined && this.#wanted.video === video;
    if (!isWanted()) {
      this.#end(file, undefined);
      return;
    }
    let part: Part | undefined;
    let ended: Parameters<PartEvents['onEnded']> | undefined;
    const transport = await PartTransport.create({
      router: await router(),
      recorder,
      path: file.path,
      sessionStartedAt: clock.startedAt,
      ...(video && { video }),
      events: {
        onBegan: () => {
          this.#endOutgoing();
          this.#failures = 0;
          this.#noteTrouble(undefined);
        },
        onEnded: (...how) => {
          ended = how;
          if (part) this.#onPartEnded(part, ...how);
        },
      },
      logger: this.#logger,
    });
    if (!isWanted()) {
      // What came while it was opened may be what was refused meanwhile: nothing of it is kept.
      await transport.close();
      this.#end(file, undefined);
      return;
    }
    const notes = setInterval(() => void (part && this.#note(part)), NOTE_EVERY_MS);
    part = { file, video, transport, notes, sound: undefined };
    this.#part = part;
    this.#hadPart = true;
    if (this.#outgoing) this.#outgoingTimer = setTimeout(() => this.#endOutgoing(), SPLIT_MS);
    if (ended) this.#onPartEnded(part, ...ended);
  }

  /** Ends the part as it is wanted. */
  async #endPart(part: Part): Promise<void> {
    this.#letGo(part);
    const closing = part.transport.close().then(
      (facts) => facts,
      () => this.#session.recorder.mend(part.file.path),
    );
    this.#end(part.file, closing);
    await closing.catch(() => undefined);
  }

  /** The part ended by itself. */
  #onPartEnded(part: Part, ...[why, facts]: Parameters<PartEvents['onEnded']>): void {
    const isOutgoing = this.#outgoing === part;
    if (this.#part !== part && !isOutgoing) return;
    this.#logger.warn({ why, file: part.file.id }, 'a recorded part ended');
    this.#letGo(part);
    void part.transport.close();
    this.#end(part.file, why === 'process' ? this.#session.recorder.mend(part.file.path) : Promise.resolve(facts));
    if (isOutgoing) return;
    if (why === 'disk-full' || why === 'failed') this.#fail(why === 'disk-full' ? 'disk-full' : 'no-recorder');
    else if (why === 'process') this.#updateIn(RECORDING_PAUSE.firstMs);
    else this.update();
  }

  #letGo(part: Part): void {
    clearInterval(part.notes);
    if (this.#part === part) this.#part = undefined;
    if (this.#outgoing === part) this.#outgoing = undefined;
  }

  /** Hands the file on when it is whole; the next part does not wait for that. */
  #end(file: GrowingFile, facts: Promise<PartFacts | undefined> | undefined): void {
    const ending = (async () => {
      const found = await facts;
      const known = found && { startedAt: found.startedAt, endedAt: found.endedAt, about: aboutPart(found) };
      const { signal } = this.#stopping;
      await endFile(this.#session.keeping.rows, file, known, { signal, logger: this.#logger });
    })().catch((error: unknown) => {
      this.#logger.error({ err: error, file: file.id }, 'a recorded part is finished after the next start');
    });
    this.#ending.add(ending);
    void ending.finally(() => this.#ending.delete(ending));
  }

  async #note(part: Part): Promise<void> {
    const { facts } = part.transport;
    if (!facts || (this.#part !== part && this.#outgoing !== part)) return;
    try {
      if (!(await this.#hasRoom())) {
        this.#letGo(part);
        this.#end(part.file, part.transport.close());
        this.#fail('disk-full');
        return;
      }
      const { startedAt, endedAt, bytes } = facts;
      const growth: z.infer<typeof growthSchema> = { recordedUntil: endedAt };
      const known = { startedAt, bytes, about: { ...aboutPart(facts), ...growth } };
      const isThere = await this.#session.keeping.rows.grew(part.file.id, known);
      if (isThere) return;
      // The file was removed, or its whole session.
      this.#letGo(part);
      await part.transport.close();
      this.update();
    } catch (error) {
      this.#logger.debug({ err: error }, 'a growing part is not noted');
    }
  }

  async #hasRoom(): Promise<boolean> {
    const { keeping, reserveBytes = LOCAL_FILES.reserveBytes } = this.#session;
    const disk = await statfs(keeping.folder);
    return disk.bavail * disk.bsize > reserveBytes;
  }

  #fail(trouble: RecordingTrouble): void {
    this.#failures += 1;
    if (!this.#outgoing && (trouble === 'disk-full' || this.#failures >= TROUBLE_AFTER)) this.#noteTrouble(trouble);
    this.#updateIn(growingPause(RECORDING_PAUSE, this.#failures - 1));
  }

  #updateIn(ms: number): void {
    clearTimeout(this.#retry);
    if (!this.#closed) this.#retry = setTimeout(() => this.update(), ms);
  }

  #noteTrouble(trouble: RecordingTrouble | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#onTrouble();
  }
}

const CONTENT_TYPES = {
  webm: (hasVideo: boolean) => (hasVideo ? 'video/webm' : 'audio/webm'),
  mkv: () => 'video/x-matroska',
} as const;

/** WebM takes no H264. */
const extensionFor = (video: types.Producer | undefined): keyof typeof CONTENT_TYPES =>
  video?.rtpParameters.codecs[0]?.mimeType.toLowerCase() === 'video/h264' ? 'mkv' : 'webm';

/** What is said of a recording beside its row. */
export const aboutPart = ({ width, height, frames, hasSound }: PartFacts) => ({
  hasVideo: frames > 0,
  hasAudio: hasSound,
  ...(frames > 0 && { width, height, frames }),
});
