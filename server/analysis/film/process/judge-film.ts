/** From a film to its athlete's poses and what they come to. */
import {
  type CoachingEvent,
  createTrackJudge,
  type PoseFrame,
  type TrackJudge,
} from '../../../../shared/coaching/index.ts';
import type { FilmFacts } from '../../../../shared/contract/film.ts';
import { type FilmPicture, pictures } from '../../../video/film/pictures.ts';
import { probe } from '../../../video/film/probe.ts';
import { FramePacer } from '../../../video/pacer.ts';
import { firstThatLoads, poseCandidates } from '../../engines/engines.ts';
import { poseOf } from '../../live-analyser.ts';
import { placeOf } from '../../place-of-athlete.ts';
import { KEYPOINT_STRIDE, type PoseEstimator } from '../../pose-estimator.ts';
import { type AthleteState, Movement } from '../../process/movement.ts';
import type { FilmProgress, FilmTask, JudgedFilm } from '../analyse-film.ts';
import { FilmTrack } from './film-track.ts';
import { writeTrackPieces } from './track-pieces.ts';

/** How much of the rate is needed, as in a live session. */
const SHARE: Readonly<Record<AthleteState, number>> = { moving: 1, 'at rest': 1 / 3, absent: 1 / 5 };
/** Nobody is looked at less often than this, a second. */
const SLOWEST_FPS = 3;
/** After this many usual distances without a new picture, the last one counts again: the film stands still, and so does the athlete. */
const STILL = 1.5;
const REPORT_EVERY_MS = 250;

/** @throws UnreadableFilm; Error when no engine loads */
export async function judgeFilm(task: FilmTask, report: (progress: FilmProgress) => void): Promise<JudgedFilm> {
  const facts = await probe(task.path);
  const estimator = await firstThatLoads(poseCandidates(task.choice ?? {}), true);
  try {
    return await new FilmRun(task, facts, estimator).run(report);
  } finally {
    await estimator.close();
  }
}

/** One film being judged. Memory does not grow with it, but for what happens in it. */
class FilmRun {
  readonly #task: FilmTask;
  readonly #facts: FilmFacts;
  readonly #estimator: PoseEstimator;
  readonly #judge: TrackJudge;
  readonly #events: CoachingEvent[] = [];
  readonly #stages = { start: performance.now(), decode: 0, scale: 0, infer: 0, judge: 0 };
  readonly #heldMs: number;
  /** The last frame of the track. */
  #last: PoseFrame | undefined;
  #frames = 0;
  #framesWithSomebody = 0;

  constructor(task: FilmTask, facts: FilmFacts, estimator: PoseEstimator) {
    this.#task = task;
    this.#facts = facts;
    this.#estimator = estimator;
    const { language = 'en', strictness = 'standard', own } = task;
    this.#judge = createTrackJudge(task.activity, { language, strictness }, own);
    this.#heldMs = (STILL * 1000) / Math.min(task.fps, SLOWEST_FPS);
  }

  async run(report: (progress: FilmProgress) => void): Promise<JudgedFilm> {
    const { path, track: name, fps } = this.#task;
    const { bytes, video } = this.#facts;
    const { layout, model, name: library } = this.#estimator;
    const shape = { layout, picture: { width: video.width, height: video.height }, origin: { bytes, fps, model } };
    const track = await FilmTrack.open(name, shape, (frame) => this.#take(frame));
    const resumedAtMs = this.#last?.at ?? 0;
    await this.#analyse(track, pictures(path, { fps, fromMs: resumedAtMs }), (doneMs) =>
      report({ facts: this.#facts, doneMs, resumedAtMs }),
    );
    await track.finish();
    const pieces = this.#task.pieces === undefined ? [] : await writeTrackPieces(track.frames(), this.#task.pieces);
    const { events, summary } = this.#judge.finish();
    this.#events.push(...events);
    const judgedMs = performance.now();
    const { user, system } = process.cpuUsage();
    const cpuMs = (user + system) / 1000;
    if (this.#task.overlay && summary) {
      const { burnIn } = await import('../overlay/burn-in.ts');
      await burnIn(path, this.#task.overlay, { track: track.frames(), events: this.#events }, (done) =>
        report({ facts: this.#facts, doneMs: this.#facts.durationMs, resumedAtMs, overlay: done }),
      );
    }
    return {
      facts: this.#facts,
      events: this.#events,
      ...(summary && { summary }),
      engine: { name: library, model },
      frames: this.#frames,
      framesWithSomebody: this.#framesWithSomebody,
      pieces,
      stages: this.#stages,
      tookMs: judgedMs,
      cpuMs,
    };
  }

  async #analyse(track: FilmTrack, shown: AsyncIterable<FilmPicture>, report: (doneMs: number) => void): Promise<void> {
    const place = this.#last && placeOf(flat(this.#last));
    const follower = this.#estimator.follow(place && { place, picked: false });
    const movement = new Movement(KEYPOINT_STRIDE[this.#estimator.layout]);
    const pacer = new FramePacer(this.#task.fps);
    let reportedAt = Number.NEGATIVE_INFINITY;
    let now = performance.now();
    /** The time since the last call. */
    const lap = () => {
      const before = now;
      now = performance.now();
      return now - before;
    };
    for await (const { picture, at, durationMs } of shown) {
      this.#stages.decode += lap();
      if (at <= (this.#last?.at ?? -1) || !pacer.picks(at)) continue;
      const pose = await follower.estimate(picture, at);
      const took = lap();
      this.#stages.scale += picture.readMs;
      this.#stages.infer += took - picture.readMs;
      if (!pose) continue;
      const { width, height } = picture.size;
      const state = movement.observe(pose.keypoints, width / height, at);
      const rate = Math.max(Math.min(this.#task.fps, SLOWEST_FPS), this.#task.fps * SHARE[state]);
      if (rate !== pacer.framesPerSecond) pacer.framesPerSecond = rate;
      const frame = poseOf({ layout: this.#estimator.layout, keypoints: pose.keypoints, width, height }, at);
      await this.#hold(track, at);
      this.#take(await track.add(frame));
      if (durationMs > this.#heldMs) await this.#hold(track, at + durationMs);
      this.#stages.judge += lap();
      if (now - reportedAt >= REPORT_EVERY_MS) {
        reportedAt = now;
        report(at);
      }
    }
  }

  /** Repeats the last frame until `at`: no picture came in between. */
  async #hold(track: FilmTrack, at: number): Promise<void> {
    for (let last = this.#last; last && at - last.at > this.#heldMs; last = this.#last) {
      this.#take(await track.add({ ...last, at: last.at + this.#heldMs }));
    }
  }

  #take(frame: PoseFrame): void {
    this.#frames++;
    if (frame.keypoints.length > 0) this.#framesWithSomebody++;
    this.#last = frame;
    this.#events.push(...this.#judge.add([frame]));
  }
}

/** As an engine gives it. */
function flat({ layout, keypoints }: PoseFrame) {
  const stride = KEYPOINT_STRIDE[layout];
  return {
    layout,
    keypoints: Float32Array.from(keypoints.flatMap(({ x, y, score, z = 0 }) => [x, y, score, z].slice(0, stride))),
  };
}
