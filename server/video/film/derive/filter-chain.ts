import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { Filter, type FilterContext, FilterGraph, Frame } from 'node-av/lib';
import { check } from '../ffmpeg.ts';

/** A filter of FFmpeg, and its options in FFmpeg's own words. */
export type FilterStep = readonly [name: string, options?: string];

/** FFmpeg's filters in a row: frames in, frames out. */
export class FilterChain {
  readonly #graph = new FilterGraph();
  readonly #source: FilterContext;
  readonly #sink: FilterContext;
  readonly #frame = new Frame();

  /** @param kind `buffer` for pictures, `abuffer` for sound */
  constructor(kind: 'buffer' | 'abuffer', source: string, steps: readonly FilterStep[]) {
    this.#graph.alloc();
    this.#frame.alloc();
    this.#source = this.#filter(kind, source);
    this.#sink = this.#filter(`${kind}sink`);
    let last = this.#source;
    for (const [name, options] of steps) {
      const next = this.#filter(name, options);
      check(last.link(0, next, 0), `lead to ${name}`);
      last = next;
    }
    check(last.link(0, this.#sink, 0), 'lead to the end of the filters');
    check(this.#graph.configSync(), 'begin the filters');
  }

  /** What comes out after `frame` went in, each valid until the next; `null` is the end. */
  *through(frame: Frame | null): Generator<Frame> {
    check(this.#source.buffersrcAddFrameSync(frame), 'filter a frame');
    for (;;) {
      const result = this.#sink.buffersinkGetFrameSync(this.#frame);
      if (result === AVERROR_EAGAIN || result === AVERROR_EOF) return;
      check(result, 'filter a frame');
      yield this.#frame;
      this.#frame.unref();
    }
  }

  close(): void {
    this.#frame.free();
    this.#graph.free();
  }

  #filter(name: string, options?: string): FilterContext {
    const filter = Filter.getByName(name);
    const context = filter && this.#graph.createFilter(filter, `${name}${this.#graph.nbFilters}`, options ?? null);
    if (!context) throw new Error(`FFmpeg can't make the filter ${name} (${options ?? ''})`);
    return context;
  }
}
