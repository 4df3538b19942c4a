/** The process that judges one film. */
import { serveTask } from '../../../support/task-process.ts';
import type { FilmProgress, FilmTask, JudgedFilm } from '../analyse-film.ts';
import { judgeFilm } from './judge-film.ts';

serveTask<FilmTask, FilmProgress, JudgedFilm>(judgeFilm);
