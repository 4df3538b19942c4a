import { beforeEach, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { type Kept, Take } from '../../../../client/lessons/take.ts';
import type { TakePiece } from '../../../../client/lessons/take-store.ts';
import { Sketch } from '../../../../client/review/ink/sketch.ts';
import { newStage } from '../../../../client/review/lesson/stage.ts';
import type { Room } from '../../../../client/review/lesson/take-log.ts';
import type { PlayerState } from '../../../../client/review/player/player-state.ts';

const HEAD = {
  id: crypto.randomUUID(),
  userId: crypto.randomUUID(),
  sessionId: crypto.randomUUID(),
  participantId: null,
  createdAt: new Date().toISOString(),
};
const PLAYER: PlayerState = {
  ...{ at: 0, shown: undefined, playing: false, waiting: false, trouble: undefined, steps: 'exact', volume: 1 },
  ...{ rate: 1, direction: 1, atEnd: 'stop', zone: { from: 0, until: 9_000 }, extent: { from: 0, until: 9_000 } },
};

/** What browsers have: tracks that are not stopped, and the recorder that was made last. */
let open: number;
let recorder: Recorder | undefined;
/** The person lets the page have the microphone. */
let allow: () => void;

class Recorder extends EventTarget {
  static isTypeSupported = () => true;
  state = 'inactive';
  constructor() {
    super();
    recorder = this;
  }
  start() {
    this.state = 'recording';
    this.dispatchEvent(new Event('start'));
  }
  stop() {
    this.state = 'inactive';
    this.says('the end');
    this.dispatchEvent(new Event('stop'));
  }
  says(words: string) {
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob([words]) }));
  }
}

let kept: TakePiece[];
const store: Kept = {
  begin: async () => {},
  pieces: async () => kept,
  add: async (piece) => {
    if ((await piece.sound.text()) === 'too much') throw new DOMException('no room', 'QuotaExceededError');
    kept.push(piece);
  },
};
let take: Take;
let room: Room;

beforeEach(async () => {
  open = 0;
  recorder = undefined;
  kept = [];
  const microphone = new Promise<object>((resolve) => {
    allow = () => {
      open += 1;
      resolve({ getAudioTracks: () => [track] });
    };
  });
  const track = Object.assign(new EventTarget(), { stop: () => (open -= 1) });
  vi.stubGlobal('MediaRecorder', Recorder);
  vi.stubGlobal('MediaStream', class {});
  vi.stubGlobal('window', { isSecureContext: true });
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => microphone } });
  room = { player: { state: createStore(() => PLAYER) }, sketch: new Sketch(null), stage: newStage() };
  take = await Take.begin(HEAD, store);
  return () => {
    take.close();
    vi.unstubAllGlobals();
  };
});

const words = () => Promise.all(kept.map(({ sound }) => sound.text()));

it('does not record once the microphone is there when it was paused before', async () => {
  const recording = take.record(room);
  await take.pause();
  expect(take.state.getState().phase).toBe('paused');
  allow();
  await recording;
  expect([take.state.getState().phase, recorder, open]).toEqual(['paused', undefined, 0]);
});

it('closes the microphone when the browser can’t record from it', async () => {
  vi.stubGlobal(
    'MediaRecorder',
    class {
      static isTypeSupported = () => true;
      constructor() {
        throw new DOMException('cannot', 'NotSupportedError');
      }
    },
  );
  allow();
  await take.record(room);
  expect([take.state.getState().phase, open]).toEqual(['paused', 0]);
});

it('keeps nothing of a recording after a piece that had no room, and leaves no gap when it goes on', async () => {
  allow();
  await take.record(room);
  recorder?.says('one');
  await vi.waitFor(() => expect(kept).toHaveLength(1));
  recorder?.says('too much');
  await vi.waitFor(() => expect(take.state.getState().trouble?.title).toContain('no room'));
  await take.record(room);
  recorder?.says('two');
  await take.pause();
  expect(await words()).toEqual(['one', 'two', 'the end']);
  expect(kept.map(({ number, segment }) => [number, segment])).toEqual([
    [0, 0],
    [1, 1],
    [2, 1],
  ]);
});
