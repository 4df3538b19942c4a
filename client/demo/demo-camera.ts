/** A camera for people without one: the synthetic athlete, drawn on a canvas and captured as video. */
import { type Athlete, drawAthlete } from '../../shared/athlete/index.ts';
import { demoAthlete } from './demo-athlete.ts';

export const DEMO_SIZE = { width: 640, height: 480 };
const FRAMES_PER_SECOND = 30;

export class DemoCamera {
  readonly track: MediaStreamTrack;
  readonly #athlete: Athlete;
  readonly #context: CanvasRenderingContext2D;
  readonly #timer: ReturnType<typeof setInterval>;
  #startedAt = performance.now();

  constructor(figure: string) {
    const canvas = Object.assign(document.createElement('canvas'), DEMO_SIZE);
    const context = canvas.getContext('2d', { alpha: false });
    const [track] = canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks();
    if (!context || !track) throw new Error('this browser can’t capture a canvas');
    this.#context = context;
    this.track = track;
    this.#athlete = demoAthlete(figure);
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), 1_000 / FRAMES_PER_SECOND);
  }

  /** Begins the performance anew. */
  restart(): void {
    this.#startedAt = performance.now();
  }

  close(): void {
    clearInterval(this.#timer);
    this.track.stop();
  }

  #draw(): void {
    const pose = this.#athlete.poseAt(performance.now() - this.#startedAt);
    drawAthlete(this.#context, pose, DEMO_SIZE);
  }
}
