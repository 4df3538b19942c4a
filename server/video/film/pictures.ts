import { FilmInput } from './film-input.ts';
import { type FramesOptions, framesOf } from './frames.ts';
import { UprightPicture } from './upright-picture.ts';

export interface FilmPicture {
  /** Valid until the next one is asked for. */
  readonly picture: UprightPicture;
  /** Its time in the film, ms; increases from picture to picture. */
  readonly at: number;
  /** How long it is on show, ms; reckoned from the mean rate where the file does not say. */
  readonly durationMs: number;
}

export type PicturesOptions = Omit<FramesOptions, 'onOther'>;

/**
 * The pictures of a film in order of time. Decoding runs ahead by a few of them, in threads of FFmpeg, while the consumer works
 * on one; memory does not grow with the film. The consumer ends it by `break` or `return`.
 *
 * @throws UnreadableFilm; what is damaged within a film is passed over.
 */
export async function* pictures(path: string, options: PicturesOptions = {}): AsyncGenerator<FilmPicture> {
  const film = await FilmInput.open(path);
  try {
    yield* picturesOf(film, options);
  } finally {
    await film.close();
  }
}

/** The same of a film that is open, from where it is read. The film stays open. */
export async function* picturesOf(film: FilmInput, options: PicturesOptions = {}): AsyncGenerator<FilmPicture> {
  const picture = new UprightPicture(film.video);
  try {
    for await (const { frame, at, durationMs } of framesOf(film, options)) {
      if (picture.hold(frame)) yield { picture, at, durationMs };
    }
  } finally {
    picture.close();
  }
}
