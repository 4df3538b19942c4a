import { SidelineError } from '../../../shared/contract/errors.ts';
import { type FilmFault, filmFaultSchema } from '../../../shared/contract/film.ts';
import { FILM } from '../../limits.ts';
import type { Refusal } from '../../support/task-process.ts';

const HOURS = FILM.durationMs / 3_600_000;

/** What is wrong, and what helps. */
const SENTENCES: Readonly<Record<FilmFault, string>> = {
  'not-video': 'This is no film that Sideline reads. It reads MP4, MOV, WebM and MKV.',
  'other-kind': 'Films of this kind (AVI, MPEG, WMV) are not read. Save it as MP4 or MOV.',
  empty: 'The file is empty. Copy it from the camera again.',
  'cut-off': 'The file ends before the film does. Copy it from the camera again.',
  encrypted: 'The film is encrypted. Save it without copy protection.',
  'no-picture': 'There is no picture in the film that can be shown.',
  'too-long': `The film is longer than ${HOURS} hours. Cut it into parts.`,
  'too-large': 'The pictures of the film are too large. Save it in 4K or smaller.',
};

/** A film that can't be read. */
export class UnreadableFilm extends SidelineError {
  readonly reason: FilmFault;

  constructor(reason: FilmFault, options?: { cause?: unknown }) {
    super('unreadable_film', SENTENCES[reason], options);
    this.reason = reason;
  }
}

/** The error of a refusal that came from another process. */
export function filmError({ code, message, reason }: Refusal): Error {
  const fault = filmFaultSchema.safeParse(reason);
  return fault.success ? new UnreadableFilm(fault.data) : new SidelineError(code, message);
}
