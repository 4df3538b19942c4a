/** What is made of recordings and films, and how. */
import { extname } from 'node:path';
import type { FileKind } from '../../shared/contract/files.ts';
import type { FilmFacts } from '../../shared/contract/film.ts';
import {
  makeIndex,
  makePlayable,
  makeProxy,
  makeThumbnails,
  makeWaveform,
  type ReadingOptions,
} from '../video/film/film-tasks.ts';

export interface Recipe {
  readonly kind: Extract<FileKind, 'index' | 'playable' | 'proxy' | 'thumbnails' | 'waveform'>;
  readonly extension: string;
  readonly contentType: string;
  /**
   * Writes it to `out`.
   * @returns what is to be known of it beside its row; undefined when there is nothing to be made, and nothing is written
   */
  make(path: string, out: string, options: ReadingOptions): Promise<Record<string, unknown> | undefined>;
}

/** Of the recording or film that something is made of. */
export interface Source {
  /** In the file store. */
  readonly name: string;
  readonly contentType: string;
  readonly about: Record<string, unknown>;
}

const PLAYABLE: Recipe = {
  ...{ kind: 'playable', extension: 'mp4', contentType: 'video/mp4' },
  make: (path, out, options) => makePlayable(path, out, options).then(() => ({})),
};

const THUMBNAILS: Recipe = {
  ...{ kind: 'thumbnails', extension: 'jpg', contentType: 'image/jpeg' },
  make: async (path, out, options) => ({ ...(await makeThumbnails(path, out, options)) }),
};

const WAVEFORM: Recipe = {
  ...{ kind: 'waveform', extension: 'json', contentType: 'application/json' },
  make: (path, out, options) => makeWaveform(path, out, options).then((hasSound) => (hasSound ? {} : undefined)),
};

const PROXY: Recipe = {
  ...{ kind: 'proxy', extension: 'mp4', contentType: 'video/mp4' },
  make: (path, out, options) => makeProxy(path, out, options).then(() => ({})),
};

const indexOf = ({ name, contentType, about }: Source): Recipe => ({
  ...{ kind: 'index', extension: extname(name).slice(1), contentType },
  make: (path, out, options) => makeIndex(path, out, options).then(() => about),
});

/**
 * What is to be made of a recording or film, first what it is played by, last what takes longest.
 *
 * @param facts undefined when there is nothing but sound
 */
export function recipesFor(source: Source, facts: FilmFacts | undefined): Recipe[] {
  if (!facts) return [indexOf(source), WAVEFORM];
  const { container, video, audio } = facts;
  const isPlayed = video.playable && audio?.playable !== false;
  // MP4 and MOV have an index always; WebM may have been written by a recorder that could not go back and add one.
  const played = isPlayed ? (container === 'webm' ? [indexOf(source)] : []) : [PLAYABLE];
  return [...played, THUMBNAILS, ...(audio ? [WAVEFORM] : []), PROXY];
}
