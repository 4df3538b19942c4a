/** Makes a film of a lesson: the pictures by its log, ink burnt in, with its voice. */
import { setImmediate } from 'node:timers/promises';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Frame } from 'node-av/lib';
import { paintCompared } from '../../../client/review/compare/paint-compared.ts';
import { paintInk } from '../../../client/review/ink/paint-ink.ts';
import { fitViewport } from '../../../client/review/player/viewport.ts';
import { drawSkeleton } from '../../../client/stage/skeleton.ts';
import { modelNamed } from '../../../shared/athlete/index.ts';
import { keptOf, lengthOf, takeTimeOf } from '../../../shared/lesson/cuts.ts';
import { LessonReading, type LessonView } from '../../../shared/lesson/lesson-view.ts';
import type { Size } from '../../../shared/size.ts';
import { DrawnFrames } from '../../video/film/derive/drawn-frames.ts';
import { FilmWriter } from '../../video/film/derive/film-writer.ts';
import type { LessonFilmTask } from '../lesson-task.ts';
import { CutVoice } from './cut-voice.ts';
import { PersonReading, type PictureOfPerson } from './filmed-person.ts';
import { ModelReading } from './model-reading.ts';

const QUALITY = { crf: 22, keyFrameEveryMs: 1_000, maxBitRate: 8_000_000 } as const;
/** The longer side of its pictures, px at most. */
const LONGEST_PX = 1_280;
const FPS = 30;
const NOTHING_PX: Size = { width: 640, height: 360 };
const BEHIND = '#0b0e09';
const OTHER_SESSION = 'Another session is seen in the review room alone.';
const NO_MODEL = 'This model athlete is not known any more.';

/** @throws UnreadableFilm; Error when the disk takes no more */
export async function makeLessonFilm(task: LessonFilmTask, report: (done: number) => void): Promise<void> {
  const kept = keptOf(task.durationMs, task.cuts);
  const people = new Map(task.people.map((person) => [person.participantId, new PersonReading(person, LONGEST_PX)]));
  const showing = new Showing(task, people);
  let writer: FilmWriter | undefined;
  let drawn: DrawnFrames | undefined;
  let voice: CutVoice | undefined;
  try {
    const size = await showing.size();
    drawn = new DrawnFrames(size);
    writer = new FilmWriter(task.out, { ...QUALITY, size });
    voice = await CutVoice.open(task.voice, kept, writer);
    const pictures = Math.max(1, Math.round((lengthOf(kept) * FPS) / 1_000));
    let frame: Frame | undefined;
    for (let number = 0; number < pictures; number += 1) {
      const at = (number * 1_000) / FPS;
      const isNew = await showing.paint(takeTimeOf(kept, at), drawn.context, size);
      if (!frame || isNew) frame = drawn.frame();
      voice.takeUntil(at);
      writer.addPicture(frame, at, 1_000 / FPS);
      if (number % FPS === 0) report(number / pictures);
      // Whoever asks this process to stop is heard between two pictures.
      await setImmediate();
    }
    voice.takeUntil(lengthOf(kept));
    await writer.finish();
  } catch (error) {
    await writer?.abandon();
    throw error;
  } finally {
    await voice?.close();
    drawn?.close();
    for (const person of people.values()) await person.close();
  }
}

type People = ReadonlyMap<string | null, PersonReading>;

/** What the lesson shows at each time. */
class Showing {
  readonly #task: LessonFilmTask;
  readonly #people: People;
  readonly #reading: LessonReading;
  /** By what is wished of them; undefined for what no model does. */
  readonly #models = new Map<string, ModelReading | undefined>();
  /** Whether a mark shows the way of a joint in the whole film. */
  readonly #hasWholeTrail: boolean;
  #before: readonly unknown[] = [];

  constructor(task: LessonFilmTask, people: People) {
    this.#task = task;
    this.#people = people;
    this.#reading = new LessonReading(task.log);
    this.#hasWholeTrail = task.log.some((entry) => entry.kind === 'ink' && entry.stroke.span === 'whole');
  }

  /** Of its pictures: that of whoever is seen first. @throws UnreadableFilm */
  async size(): Promise<Size> {
    for (const entry of this.#task.log) {
      if (entry.kind !== 'move') continue;
      const found = await this.#first?.at(entry.at);
      if (found) return { width: found.picture.width, height: found.picture.height };
    }
    return NOTHING_PX;
  }

  /** @returns false where it looks as it did before, and nothing was painted. @throws UnreadableFilm */
  async paint(t: number, context: SKRSContext2D, box: Size): Promise<boolean> {
    const view = this.#reading.at(t);
    const first = await this.#first?.at(view.first.at);
    const second = view.compare && view.second ? await this.#second(view)?.at(view.second.at) : undefined;
    // Marks change with the picture alone, so what these are says all.
    const now = [first?.picture, second?.picture, view.look, view.compare, view.ink];
    if (this.#before.length > 0 && now.every((each, index) => each === this.#before[index])) return false;
    this.#before = now;
    await this.#readPoses(view, first, second);
    context.fillStyle = BEHIND;
    context.fillRect(0, 0, box.width, box.height);
    if (view.compare) this.#paintCompared(context, box, view, first, second);
    else if (first) this.#paintOne(context, box, view, first);
    return true;
  }

  get #first(): PersonReading | undefined {
    return this.#people.get(this.#task.participantId);
  }

  /** Undefined for another session's picture, which is not in the film, and for a model that this version does not know. */
  #second({ compare }: LessonView): PersonReading | ModelReading | undefined {
    if (compare && 'model' in compare) return this.#model(compare.model);
    return compare?.sessionId === this.#task.sessionId ? this.#people.get(compare.participantId) : undefined;
  }

  #model(wish: Parameters<typeof modelNamed>[0]): ModelReading | undefined {
    const key = JSON.stringify(wish);
    if (this.#models.has(key)) return this.#models.get(key);
    const athlete = modelNamed(wish);
    const model = athlete && new ModelReading(athlete);
    this.#models.set(key, model);
    return model;
  }

  async #readPoses(view: LessonView, first: PictureOfPerson | undefined, second: PictureOfPerson | undefined) {
    const beside = this.#second(view);
    const moments = [...(first ? [first.moment] : []), ...(second && beside === this.#first ? [second.moment] : [])];
    const whole = this.#hasWholeTrail ? [0, Number.POSITIVE_INFINITY] : [];
    if (moments.length > 0) await this.#first?.need(Math.min(...moments, ...whole), Math.max(...moments, ...whole));
    if (second && beside instanceof PersonReading && beside !== this.#first) await beside.need(second.moment);
  }

  #paintOne(context: SKRSContext2D, box: Size, { look, ink, inkAt }: LessonView, shown: PictureOfPerson): void {
    const { picture, moment } = shown;
    const fit = fitViewport(box, picture.width / picture.height, look);
    context.drawImage(picture.image, fit.left, fit.top, fit.width, fit.height);
    const track = this.#first;
    if (!track) return;
    const pose = look.skeleton ? track.poseAt(moment) : undefined;
    if (pose) drawSkeleton(context, pose, fit);
    paintInk(context, [{ ink, from: inkAt ?? moment, to: null, strength: 1 }], { at: moment, track, fit });
  }

  #paintCompared(
    context: SKRSContext2D,
    box: Size,
    view: LessonView,
    first: PictureOfPerson | undefined,
    second: PictureOfPerson | undefined,
  ): void {
    if (!view.compare) return;
    const side = (shown: PictureOfPerson | undefined, body: PersonReading | ModelReading | undefined) => ({
      frame: shown?.picture,
      pose: shown && body?.poseAt(shown.moment),
    });
    paintCompared(context, box, side(first, this.#first), side(second, this.#second(view)), view.compare);
    if (this.#second(view)) return;
    context.fillStyle = '#ffffff';
    context.textAlign = 'center';
    context.textBaseline = 'bottom';
    context.font = `600 ${Math.round(box.height / 28)}px sans-serif`;
    const why = 'model' in view.compare ? NO_MODEL : OTHER_SESSION;
    context.fillText(why, box.width / 2, box.height * 0.97, box.width);
  }
}
