/** The process that makes one clip. */
import { chooseSansSerif } from '../../analysis/film/overlay/fonts.ts';
import { serveTask } from '../../support/task-process.ts';
import type { ClipTask } from '../clip-task.ts';
import { cutFilm } from './cut-film.ts';
import { makeKinogram } from './kinogram.ts';
import { makeLessonFilm } from './lesson-film.ts';

await chooseSansSerif();
serveTask<ClipTask, number, void>((task, report) => {
  switch (task.form) {
    case 'film':
      return cutFilm(task, report);
    case 'kinogram':
      return makeKinogram(task, report);
    case 'lesson':
      return makeLessonFilm(task, report);
  }
});
