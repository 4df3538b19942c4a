import { describe, expect, it } from 'vitest';
import { recipesFor } from '../../../../server/derived/recipes.ts';
import type { FilmFacts } from '../../../../shared/contract/film.ts';

const RECORDING = { name: 'sessions/a/recording-b.webm', contentType: 'video/webm', about: { hasVideo: true } };

function facts(changes: Partial<Pick<FilmFacts, 'container' | 'audio'>> & { playable?: boolean } = {}): FilmFacts {
  const { container = 'webm', playable = true, audio } = changes;
  return {
    ...{ container, bytes: 1_000, durationMs: 1_000 },
    video: { codec: 'vp8', width: 640, height: 480, rotation: 0, fps: 30, pixelFormat: 'yuv420p', playable },
    ...(audio && { audio }),
  };
}

const sound = (playable: boolean) => ({ codec: 'opus', sampleRate: 48_000, channels: 2, playable });

describe('what is made of a recording or film', () => {
  it.each([
    ['a recording', facts({ audio: sound(true) }), ['index', 'thumbnails', 'waveform', 'proxy']],
    ['a film without sound', facts({ container: 'mp4' }), ['thumbnails', 'proxy']],
    [
      'a film that browsers do not show',
      facts({ container: 'mp4', playable: false }),
      ['playable', 'thumbnails', 'proxy'],
    ],
    [
      'a film whose sound browsers do not play',
      facts({ container: 'mov', audio: sound(false) }),
      ['playable', 'thumbnails', 'waveform', 'proxy'],
    ],
    ['sound alone', undefined, ['index', 'waveform']],
  ])('%s', (_what, known, kinds) => {
    expect(recipesFor(RECORDING, known).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('the index is a file like the original', () => {
    expect(recipesFor(RECORDING, undefined)[0]).toMatchObject({ extension: 'webm', contentType: 'video/webm' });
  });
});
