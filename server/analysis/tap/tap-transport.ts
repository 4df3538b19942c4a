import type { types } from 'mediasoup';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { consumeOn, expectedVideo, LOOPBACK, openLoopback, topLayers } from '../../sfu/loopback.ts';
import type { AthletePlace } from '../athlete-place.ts';
import type { AnalysedStream, AnalysisPort, StreamEvents } from '../port.ts';
import { firstLayers, type LayerNeeds, type Layers } from './tap-layers.ts';

/** One way from a producer to the analysis: plain transport, consumer and analysed stream. Serves until any of them ends. */
export class TapTransport {
  readonly #plain: types.PlainTransport;
  readonly consumer: types.Consumer;
  readonly stream: AnalysedStream;
  /** The highest layers there are; `undefined` when the producer has no layers. */
  readonly top: Layers | undefined;
  #layers: Layers | undefined;
  #closed = false;

  /** @throws SidelineError `media_unavailable` when the router is gone, or the codec or the analysis can't serve. */
  static async create(options: {
    router: types.Router;
    producer: types.Producer;
    analysis: Pick<AnalysisPort, 'open'>;
    needs: LayerNeeds;
    athlete?: AthletePlace | undefined;
    events: StreamEvents;
  }): Promise<TapTransport> {
    const { router, producer, analysis, needs, athlete, events } = options;
    let transport: types.PlainTransport | undefined;
    let stream: AnalysedStream | undefined;
    try {
      transport = await openLoopback(router);
      const consumer = await consumeOn(transport, router, producer);
      const { localPort } = transport.tuple;
      stream = await analysis.open(
        {
          ...expectedVideo(consumer),
          sender: { ip: LOOPBACK, port: localPort },
          framesPerSecond: needs.framesPerSecond,
        },
        events,
        athlete,
      );
      await transport.connect({ ip: LOOPBACK, port: stream.port });
      const tap = new TapTransport(transport, consumer, stream);
      if (tap.top) await tap.prefer(firstLayers(tap.top, needs));
      await consumer.resume();
      return tap;
    } catch (error) {
      stream?.close();
      transport?.close();
      if (error instanceof SidelineError) throw error;
      throw new SidelineError('media_unavailable', 'The video can not be analysed at the moment.', { cause: error });
    }
  }

  private constructor(transport: types.PlainTransport, consumer: types.Consumer, stream: AnalysedStream) {
    this.#plain = transport;
    this.consumer = consumer;
    this.stream = stream;
    this.top = topLayers(consumer);
  }

  /** The layers asked for last. */
  get layers(): Layers | undefined {
    return this.#layers;
  }

  get closed(): boolean {
    return this.#closed;
  }

  async prefer(layers: Layers): Promise<void> {
    this.#layers = layers;
    await this.consumer.setPreferredLayers({ ...layers });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.stream.close();
    this.#plain.close();
  }
}
