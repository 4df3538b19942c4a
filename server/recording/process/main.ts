/** The recording process: takes RTP from the SFU and writes it to files as it is, for any number of parts. */
import { serverClock } from '../../clock.ts';
import { serveParent } from '../../support/child-process.ts';
import { processCpuMs } from '../../support/process-cpu.ts';
import type { PartOrder, RecordingCommand, RecordingEvent } from '../messages.ts';
import { mendPart } from './mend.ts';
import { PartRecorder } from './part-recorder.ts';
import { pauseAfterReading } from './reading-pause.ts';

class RecordingProcess {
  readonly #send: (event: RecordingEvent) => void;
  readonly #clock: () => number;
  readonly #parts = new Map<number, PartRecorder>();
  readonly #opening = new Map<number, Promise<void>>();
  readonly #reports: NodeJS.Timeout;

  constructor(settings: { clockOrigin: number; reportEveryMs: number }, send: (event: RecordingEvent) => void) {
    this.#send = send;
    this.#clock = serverClock(settings.clockOrigin);
    this.#reports = setInterval(() => this.#report(), settings.reportEveryMs);
    send({ type: 'ready' });
  }

  async obey(command: Exclude<RecordingCommand, { type: 'start' }>): Promise<void> {
    switch (command.type) {
      case 'open': {
        const opening = this.#open(command.id, command.order);
        this.#opening.set(command.id, opening);
        await opening;
        this.#opening.delete(command.id);
        return;
      }
      case 'sound':
        await this.#opening.get(command.id);
        this.#parts.get(command.id)?.listen(command.sound);
        return;
      case 'close':
        await this.#opening.get(command.id);
        return this.#close(command.id);
      case 'mend':
        return this.#mend(command.id, command.path);
      case 'stop':
        return this.stop();
    }
  }

  /** Makes all files whole and lets the process end. */
  stop(): void {
    clearInterval(this.#reports);
    for (const id of [...this.#parts.keys()]) this.#close(id);
    if (process.connected) process.disconnect();
  }

  async #open(id: number, order: PartOrder): Promise<void> {
    try {
      const part = await PartRecorder.open(order, this.#clock, {
        onReceived: pauseAfterReading,
        onKeyFrameNeeded: () => this.#send({ type: 'key frame needed', id }),
        onBegan: (startedAt) => this.#send({ type: 'began', id, startedAt }),
        onEnded: (why, facts, error) => {
          this.#parts.delete(id);
          this.#send({ type: 'ended', id, why, ...(facts && { facts }), ...(error && { message: error.message }) });
        },
      });
      this.#parts.set(id, part);
      this.#send({ type: 'opened', id, port: part.port });
    } catch (error) {
      this.#send({ type: 'refused', id, message: String(error) });
    }
  }

  async #mend(id: number, path: string): Promise<void> {
    try {
      const facts = await mendPart(path);
      this.#send({ type: 'mended', id, ...(facts && { facts }) });
    } catch (error) {
      this.#send({ type: 'mended', id, message: String(error) });
    }
  }

  #close(id: number): void {
    const part = this.#parts.get(id);
    if (!part) return;
    const facts = part.close();
    // It may have ended by itself while it was closed, and said so.
    if (!this.#parts.delete(id)) return;
    this.#send({ type: 'ended', id, ...(facts && { facts }) });
  }

  #report(): void {
    const parts = [...this.#parts].flatMap(([id, { facts }]) => (facts ? [{ id, facts }] : []));
    this.#send({ type: 'report', cpuMs: processCpuMs(), rssBytes: process.memoryUsage.rss(), parts });
  }
}

let recording: RecordingProcess | undefined;

serveParent(
  (command: RecordingCommand) => {
    if (command.type === 'start') {
      recording = new RecordingProcess(command, (event) => void (process.connected && process.send?.(event)));
    } else {
      recording?.obey(command).catch((error: unknown) => {
        console.error(error);
        process.exit(1);
      });
    }
  },
  // What is being recorded becomes whole files first.
  () => {
    recording?.stop();
    process.exit();
  },
);
