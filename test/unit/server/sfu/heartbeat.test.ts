import { describe, expect, it } from 'vitest';
import { Heartbeat } from '../../../../server/sfu/heartbeat.ts';

/** A process that answers when the test says so. */
function aProcess() {
  const answers: (() => void)[] = [];
  const state = { starved: false, asked: 0 };
  const heartbeat = new Heartbeat(
    () => {
      state.asked += 1;
      return new Promise((resolve) => answers.push(resolve));
    },
    () => state.starved,
  );
  const answer = async () => {
    for (const resolve of answers.splice(0)) resolve();
    await Promise.resolve();
  };
  return { heartbeat, state, answer };
}

describe('a process', () => {
  it('that answers each beat is well', async () => {
    const { heartbeat, answer } = aProcess();
    for (let beat = 0; beat < 5; beat += 1) {
      heartbeat.beat();
      await answer();
      expect(heartbeat).toMatchObject({ answering: true, hung: false });
    }
  });

  it('that misses one beat does not answer, and that misses two hangs', () => {
    const { heartbeat } = aProcess();
    heartbeat.beat();
    expect(heartbeat).toMatchObject({ answering: true, hung: false });
    heartbeat.beat();
    expect(heartbeat).toMatchObject({ answering: false, hung: false });
    heartbeat.beat();
    expect(heartbeat).toMatchObject({ answering: false, hung: true });
  });

  it('is not asked again before it has answered, and is well once it has', async () => {
    const { heartbeat, state, answer } = aProcess();
    heartbeat.beat();
    heartbeat.beat();
    expect(state.asked).toBe(1);
    await answer();
    expect(heartbeat).toMatchObject({ answering: true, hung: false });
    heartbeat.beat();
    expect(state.asked).toBe(2);
  });

  it('that gets no core is not taken for one that hangs', () => {
    const { heartbeat, state } = aProcess();
    state.starved = true;
    for (let beat = 0; beat < 10; beat += 1) heartbeat.beat();
    expect(heartbeat).toMatchObject({ answering: true, hung: false });
  });

  it('that can’t even be asked hangs too', async () => {
    const heartbeat = new Heartbeat(
      () => Promise.reject(new Error('the channel is broken')),
      () => false,
    );
    for (let beat = 0; beat < 2; beat += 1) {
      heartbeat.beat();
      await new Promise(setImmediate);
    }
    expect(heartbeat).toMatchObject({ answering: false, hung: true });
  });
});
