/** The process that reads one film, for what is known of it or made of it. */
import { serveTask } from '../../../support/task-process.ts';
import { makePlayable, makeProxy } from '../derive/copies.ts';
import { makeIndex } from '../derive/film-index.ts';
import { makeThumbnails } from '../derive/thumbnails.ts';
import { makeWaveform } from '../derive/wave-form.ts';
import type { ReadingTask } from '../film-tasks.ts';
import { probe } from '../probe.ts';

serveTask<ReadingTask, number, unknown>((task, report) => {
  switch (task.type) {
    case 'probe':
      return probe(task.path);
    case 'playable':
      return makePlayable(task.path, task.out, report);
    case 'proxy':
      return makeProxy(task.path, task.out, report);
    case 'thumbnails':
      return makeThumbnails(task.path, task.out, report);
    case 'waveform':
      return makeWaveform(task.path, task.out, report);
    case 'index':
      return makeIndex(task.path, task.out, report);
  }
});
