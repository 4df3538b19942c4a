/**
 * What is read from films and made of them, each in a process of its own at low priority: strangers' films are decoded there,
 * and the server stays as quick as it was. What is made has its name only when it is whole.
 */
import type { FilmFacts } from '../../../shared/contract/film.ts';
import { runTask } from '../../support/task-process.ts';
import type { Thumbnails } from './derive/thumbnails.ts';
import { filmError } from './unreadable-film.ts';

export type ReadingTask =
  | { readonly type: 'probe'; readonly path: string }
  | {
      readonly type: 'playable' | 'proxy' | 'thumbnails' | 'waveform' | 'index';
      readonly path: string;
      readonly out: string;
    };

export interface ReadingOptions {
  /** How far it is, 0..1. */
  readonly onProgress?: (done: number) => void;
  /** Ends it at once. */
  readonly signal?: AbortSignal;
}

const PROGRAM = new URL('./process/main.boot.mjs', import.meta.url);

const run = <Result>(task: ReadingTask, { onProgress, signal }: ReadingOptions = {}): Promise<Result> =>
  runTask<ReadingTask, number, Result>(PROGRAM, task, { onReport: onProgress, signal, errorOf: filmError });

/** What a film is. All of these: @throws UnreadableFilm; the signal's reason; Error when the disk takes no more or the process fails */
export const probeFilm = (path: string, options?: ReadingOptions) => run<FilmFacts>({ type: 'probe', path }, options);

/** An MP4 (H264, AAC) that all browsers play, upright, as large as the film up to 4K (1080p where it is long), with its sound. */
export const makePlayable = (path: string, out: string, options?: ReadingOptions) =>
  run<void>({ type: 'playable', path, out }, options);

/** A small MP4 without sound, 640 px at its longer side, with a key frame each half second: for going back and forth. */
export const makeProxy = (path: string, out: string, options?: ReadingOptions) =>
  run<void>({ type: 'proxy', path, out }, options);

/** A JPEG of up to 100 small pictures. */
export const makeThumbnails = (path: string, out: string, options?: ReadingOptions) =>
  run<Thumbnails>({ type: 'thumbnails', path, out }, options);

/** The wave form of the sound as JSON (`WaveForm`). @returns whether there is sound; without, nothing is written */
export const makeWaveform = (path: string, out: string, options?: ReadingOptions) =>
  run<boolean>({ type: 'waveform', path, out }, options);

/** The same film with its length and its index in front. */
export const makeIndex = (path: string, out: string, options?: ReadingOptions) =>
  run<void>({ type: 'index', path, out }, options);
