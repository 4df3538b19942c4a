/** A headless participant: the browser client's own session client in Node, with a drawn athlete for a camera. */
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import wrtc from '@roamhq/wrtc';
import { Device } from 'mediasoup-client';
import { SessionClient } from '../../client/session/session-client.ts';
import { type Athlete, drawAthlete } from '../../shared/athlete/index.ts';
import type { AthleteState } from '../../shared/contract/athlete-state.ts';
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import type { SessionEvent, SessionState } from '../../shared/contract/session.ts';
import type { Size } from '../../shared/size.ts';
import { Collected } from './collected.ts';
import type { Person } from './rest.ts';
import { drawScene, type Scene } from './scenes.ts';
import { theAthlete } from './the-athlete.ts';

const { nonstandard, ...webrtc } = wrtc;
Object.assign(globalThis, webrtc);

export interface BotOptions {
  url: string;
  person: Person;
  sessionId: string;
  invitation?: string;
}

interface CameraOptions extends Partial<Size> {
  framesPerSecond?: number;
}

export class Bot {
  readonly client: SessionClient;
  readonly events = new Collected<SessionEvent>();
  readonly poses = new Collected<PosePacket>();
  readonly #closers: (() => void)[] = [];

  private constructor(client: SessionClient) {
    this.client = client;
    client.on('event', this.events.add);
    client.on('pose', this.poses.add);
  }

  static async join({ url, person, sessionId, invitation }: BotOptions): Promise<Bot> {
    const bot = new Bot(
      new SessionClient({
        url,
        token: person.token,
        sessionId,
        invitation,
        createDevice: async () => new Device({ handlerName: 'Chrome111' }),
        socket: { transports: ['websocket'], forceNew: true },
      }),
    );
    await bot.client.join();
    return bot;
  }

  get state(): SessionState {
    if (!this.client.state) throw new Error('the bot has not joined');
    return this.client.state;
  }

  /** Performs in front of the camera from now on; the athlete's time 0 is the first frame. */
  async perform(athlete: Athlete, options: CameraOptions = {}): Promise<void> {
    await this.#film((context, at, size) => drawAthlete(context, athlete.poseAt(at), size), options);
  }

  /** Shows several people from now on. */
  async performScene(scene: Scene, options: CameraOptions = {}): Promise<void> {
    await this.#film((context, at, size) => drawScene(context, scene, at, size), options);
  }

  async #film(
    drawFrame: (context: SKRSContext2D, at: number, size: Size) => void,
    { width = 320, height = 240, framesPerSecond = 15 }: CameraOptions,
  ): Promise<void> {
    const source = new nonstandard.RTCVideoSource();
    const track = source.createTrack();
    const canvas = createCanvas(width, height);
    const context = canvas.getContext('2d');
    const i420 = new Uint8Array(width * height * 1.5);
    const begun = performance.now();
    const draw = () => {
      drawFrame(context, performance.now() - begun, { width, height });
      const rgba = new Uint8Array(context.getImageData(0, 0, width, height).data);
      nonstandard.rgbaToI420({ width, height, data: rgba }, { width, height, data: i420 });
      source.onFrame({ width, height, data: i420 });
    };
    draw();
    const timer = setInterval(draw, 1000 / framesPerSecond);
    this.#closers.push(
      () => clearInterval(timer),
      () => track.stop(),
    );
    await this.client.media.publish({ source: 'camera', track, format: { width, height } });
  }

  /** Sends silence as a microphone. */
  async speak(): Promise<void> {
    const source = new nonstandard.RTCAudioSource();
    const track = source.createTrack();
    const samples = new Int16Array(480);
    const timer = setInterval(() => source.onData({ samples, sampleRate: 48_000, channelCount: 1 }), 10);
    this.#closers.push(
      () => clearInterval(timer),
      () => track.stop(),
    );
    await this.client.media.publish({ source: 'microphone', track });
  }

  /** Resolves with the first event, from the past or to come, whose change fits. */
  async event(fits: (change: SessionEvent['change']) => boolean): Promise<SessionEvent> {
    await this.events.until((events) => events.some(({ change }) => fits(change)));
    const found = this.events.items.find(({ change }) => fits(change));
    if (!found) throw new Error('no such event');
    return found;
  }

  /** The session's one athlete. */
  get athlete(): ReturnType<typeof theAthlete> {
    return theAthlete(this.state);
  }

  /** Resolves once what belongs to the one athlete fits. */
  async athleteWhere(fits: (athlete: AthleteState) => boolean): Promise<void> {
    await this.stateWhere((state) => fits(theAthlete(state)));
  }

  /** Resolves once the state fits. */
  async stateWhere(fits: (state: SessionState) => boolean): Promise<SessionState> {
    if (fits(this.state)) return this.state;
    return await new Promise((resolve) => {
      const look = (state: SessionState) => {
        if (!fits(state)) return;
        this.client.off('state', look);
        resolve(state);
      };
      this.client.on('state', look);
    });
  }

  close(): void {
    for (const close of this.#closers.splice(0).reverse()) close();
    this.client.close();
  }
}
