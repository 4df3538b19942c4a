import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { Sketch } from '../../../../../client/review/ink/sketch.ts';
import { newStage } from '../../../../../client/review/lesson/stage.ts';
import { TakeLog } from '../../../../../client/review/lesson/take-log.ts';
import type { PlayerState } from '../../../../../client/review/player/player-state.ts';
import type { InkStroke } from '../../../../../shared/contract/comment-ink.ts';
import { lessonLogSchema } from '../../../../../shared/contract/lessons.ts';
import { LessonReading } from '../../../../../shared/lesson/lesson-view.ts';

const still: PlayerState = {
  ...{ at: 0, shown: undefined, playing: false, waiting: false, trouble: undefined, steps: 'exact', volume: 1 },
  ...{ rate: 1, direction: 1, atEnd: 'stop', zone: { from: 0, until: 9_000 }, extent: { from: 0, until: 9_000 } },
};

function aRoom() {
  let now = 0;
  const player = { state: createStore(() => still) };
  const sketch = new Sketch(null);
  const stage = newStage();
  const log = new TakeLog({ player, sketch, stage }, () => now);
  return {
    ...{ player, sketch, stage, log },
    /** Something is done at a time, ms of the take. */
    at(t: number, act: () => void) {
      now = t;
      act();
    },
  };
}

describe('what is done while a lesson is recorded', () => {
  it('is written down so that it can be read again at any time', () => {
    const room = aRoom();
    const { player, sketch, stage, log } = room;
    room.at(100, () => player.state.setState({ at: 500, playing: true, rate: 0.5 }));
    // The film plays at half its speed, and is a little late now and then, as films are.
    for (let t = 116; t < 1_100; t += 16) {
      room.at(t, () => player.state.setState({ at: 500 + (t - 100) / 2 + (t % 5) }));
    }
    room.at(1_100, () => player.state.setState({ at: 1_000, playing: false }));
    const stroke: InkStroke = {
      id: crypto.randomUUID(),
      tool: 'freehand',
      colour: '#ffd400',
      width: 0.01,
      points: [[0.1, 0.1]],
    };
    room.at(1_200, () => sketch.add(stroke, 1_000));
    room.at(1_300, () => void sketch.wire('freehand').draw({ id: stroke.id, from: 1, points: [[0.2, 0.2]] }));
    room.at(1_400, () => stage.setState({ look: { skeleton: false, zoom: 3, x: 0.2, y: 0.8 } }));
    room.at(1_500, () => sketch.clear());
    const entries = lessonLogSchema.parse(log.taken());
    log.close();

    expect(entries.length).toBeLessThan(12);
    const reading = new LessonReading(entries);
    expect(reading.at(50).first).toEqual({ at: 0, rate: 0 });
    expect(Math.abs(reading.at(600).first.at - 750)).toBeLessThan(12);
    expect(reading.at(1_100).first).toEqual({ at: 1_000, rate: 0 });
    expect(reading.at(1_250).ink).toEqual([stroke]);
    expect(reading.at(1_350).ink[0]?.points).toEqual([
      [0.1, 0.1],
      [0.2, 0.2],
    ]);
    expect(reading.at(1_450).look).toEqual({ skeleton: false, zoom: 3, x: 0.2, y: 0.8 });
    expect(reading.at(1_600).ink).toEqual([]);
  });

  it('begins with the frame that is on show then, however late that is written down', () => {
    let now = 0;
    const player = { state: createStore(() => ({ ...still, at: 2_000 })) };
    const log = new TakeLog({ player, sketch: new Sketch(null), stage: newStage() }, () => {
      now += 0.3;
      return now;
    });
    expect(new LessonReading(log.taken()).at(0).first).toEqual({ at: 2_000, rate: 0 });
    log.close();
  });

  it('stands still while the film is not read yet', () => {
    const room = aRoom();
    const { player, log } = room;
    room.at(100, () => player.state.setState({ at: 500, playing: true, waiting: true }));
    room.at(900, () => player.state.setState({ waiting: false }));
    const reading = new LessonReading(log.taken());
    log.close();
    expect(reading.at(800).first).toEqual({ at: 500, rate: 0 });
    expect(reading.at(1_000).first.at).toBe(600);
  });

  it('has the model athlete that is compared with, and how it moves', () => {
    const room = aRoom();
    const { player, stage, log } = room;
    const model = { figure: 'squat', view: 'left', durationMs: 2_000 };
    const comparison = { model, layout: 'ghost', share: 0.3, aligned: true, skeletons: false } as const;
    const second = { state: createStore<{ at: number; shown: undefined }>(() => ({ at: 1_000, shown: undefined })) };
    room.at(100, () => stage.setState({ compared: { comparison, player: second } }));
    room.at(200, () => player.state.setState({ at: 0, playing: true, rate: 0.5 }));
    room.at(200, () => second.state.setState({ at: 1_000.1 }));
    room.at(600, () => player.state.setState({ at: 200, playing: false }));
    room.at(600, () => second.state.setState({ at: 1_200 }));
    room.at(700, () => stage.setState({ compared: undefined }));
    const reading = new LessonReading(lessonLogSchema.parse(log.taken()));
    log.close();
    expect(reading.at(150)).toMatchObject({ compare: comparison, second: { at: 1_000, rate: 0 } });
    expect(Math.abs((reading.at(400).second?.at ?? 0) - 1_100)).toBeLessThan(12);
    expect(reading.at(650).second).toEqual({ at: 1_200, rate: 0 });
    expect(reading.at(750)).toMatchObject({ compare: null, second: undefined });
  });

  it('has what was done since the last piece, and nothing after its end', () => {
    const room = aRoom();
    const { sketch, log } = room;
    expect(log.taken()).not.toEqual([]);
    expect(log.taken()).toEqual([]);
    log.close();
    log.close();
    sketch.add({ id: crypto.randomUUID(), tool: 'stopwatch', colour: '#ffd400', width: 0.01, points: [[0.1, 0.1]] }, 0);
    expect(log.taken()).toEqual([]);
  });
});
