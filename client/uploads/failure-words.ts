/** Why a film was not sent or not judged, in words, with what one can do. */
import { SidelineError } from '../../shared/contract/errors.ts';
import { type FilmFault, filmFaultSchema } from '../../shared/contract/film.ts';
import type { UploadFailure } from '../../shared/contract/uploads.ts';
import { type Explanation, explain } from '../explain.ts';

const UNREADABLE: Readonly<Record<FilmFault, Explanation>> = {
  'not-video': { title: 'This is no film', advice: 'Choose an MP4, MOV, WebM or MKV file.' },
  'other-kind': {
    title: 'Films of this kind can’t be read',
    advice: 'Save it as MP4 or MOV: AVI, MPEG (also .mts) and WMV are not taken.',
  },
  empty: { title: 'The file is empty', advice: 'Copy it from the camera again.' },
  'cut-off': {
    title: 'The film is cut off',
    advice: 'The file ends before the film does. Copy it from the camera again.',
  },
  encrypted: { title: 'The film is encrypted', advice: 'Save it without copy protection.' },
  'no-picture': {
    title: 'There is no picture',
    advice: 'The file has sound alone, or a picture that can’t be read. Save it as MP4.',
  },
  'too-long': { title: 'The film is too long', advice: 'It may last six hours. Cut it into parts.' },
  'too-large': { title: 'The picture is too large', advice: 'Save the film in 4K or smaller.' },
};

const OTHERS: Readonly<Record<string, Explanation>> = {
  unknown_activity: {
    title: 'No activity was recognised',
    advice: 'Upload the film again and choose the activity. All of the athlete should be in the picture.',
  },
  film_lost: { title: 'The film is gone', advice: 'The server lost the file. Upload it again.' },
};

/** Of a film that was judged all the same. */
export const NOBODY_SEEN: Explanation = {
  title: 'Judged, but nobody was seen in it',
  advice: 'All of the athlete should be in the picture, in good light, and not too small.',
};

export function explainFailure({ code, reason }: UploadFailure): Explanation {
  const fault = filmFaultSchema.safeParse(reason);
  if (code === 'unreadable_film' && fault.success) return UNREADABLE[fault.data];
  return (
    OTHERS[code] ?? {
      title: 'The film could not be judged',
      advice: 'Save it as MP4 and upload it again. If that fails too, write to the person who runs the server.',
    }
  );
}

/** Why a film can't be sent, or waits. */
export function explainSending(error: unknown): Explanation {
  if (!(error instanceof SidelineError)) return explain(error);
  switch (error.code) {
    case 'unreadable_film':
      return UNREADABLE.empty;
    case 'too_large':
      return { title: 'The file is too large', advice: `${error.message} Cut the film into parts.` };
    case 'not_found':
      return {
        title: 'The upload is not there any more',
        advice: 'It was given up or removed. Choose the film again.',
      };
    case 'rate_limited':
      return { title: 'Too many films at once', advice: error.message };
    default:
      return explain(error);
  }
}
