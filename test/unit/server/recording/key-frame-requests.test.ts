import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyFrameRequests } from '../../../../server/recording/key-frame-requests.ts';

describe('key frame requests', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('go out at once, then one every 2 s at most, and none is forgotten', () => {
    let asked = 0;
    const requests = new KeyFrameRequests(() => {
      asked += 1;
    });
    requests.ask();
    expect(asked).toBe(1);
    for (let ask = 0; ask < 10; ask++) {
      vi.advanceTimersByTime(100);
      requests.ask();
    }
    expect(asked).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(asked).toBe(2);
    vi.advanceTimersByTime(10_000);
    expect(asked).toBe(2);
    requests.ask();
    expect(asked).toBe(3);
    requests.ask();
    requests.close();
    vi.advanceTimersByTime(10_000);
    expect(asked).toBe(3);
  });
});
