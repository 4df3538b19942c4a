/** Opens the file of a film to be read frame by frame. */
import { Input, type InputVideoTrack, MATROSKA, MP4, QTFF, UrlSource, WEBM } from 'mediabunny';
import { NoAnswerError } from '../../no-answer-error.ts';
import { type FilmAddress, FilmGoneError, fetchOf } from './film-address.ts';

/** The film can't be shown by this browser. */
export class UnplayableError extends Error {
  override readonly name = 'UnplayableError';
}

/** Of what was read of the file, bytes: an hour is read in pieces. */
const FILE_CACHE_BYTES = 24 * 1024 ** 2;
/** Between attempts to reach the server, s; then it is given up. */
const RETRY_SECONDS = [0.2, 0.5, 1, 2, 4];

/** An open file. Whoever opened it disposes of `input`. */
export interface FilmFile {
  readonly input: Input;
  readonly track: InputVideoTrack;
  /** When its first frame begins, ms. */
  readonly firstMs: number;
}

/**
 * @throws UnplayableError when the browser can't decode it, FilmGoneError when it is not there (any more), NoAnswerError
 */
export async function openFilm(address: FilmAddress): Promise<FilmFile> {
  const source = new UrlSource(new URL(address.url, window.location.href), {
    fetchFn: fetchOf(address),
    maxCacheSize: FILE_CACHE_BYTES,
    getRetryDelay: (attempts, error) => (error instanceof NoAnswerError ? (RETRY_SECONDS[attempts] ?? null) : null),
    handleUnhandledError: (error) => console.info('sideline:', error),
  });
  const input = new Input({ source, formats: [MP4, QTFF, WEBM, MATROSKA] });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track || !(await track.canDecode())) throw new UnplayableError('this browser can’t decode the film');
    return { input, track, firstMs: 1_000 * (await track.getFirstTimestamp()) };
  } catch (error) {
    input.dispose();
    if (error instanceof FilmGoneError || error instanceof NoAnswerError || error instanceof UnplayableError)
      throw error;
    throw new UnplayableError('the film can’t be read', { cause: error });
  }
}
