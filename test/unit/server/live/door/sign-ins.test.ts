import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Visitor } from '../../../../../server/identity/identity.ts';
import { SIGN_INS_CHECKED_EVERY_MS, TOKEN_GRACE_MS } from '../../../../../server/limits.ts';
import { type SignedInSocket, SignIns } from '../../../../../server/live/door/sign-ins.ts';
import { SidelineError } from '../../../../../shared/contract/errors.ts';

const TOKEN_MS = 3_600_000;

const aVisitor = (signInId: string, goodForMs = TOKEN_MS): Visitor => ({
  id: '3b241101-e2bb-4255-8caf-4136c566a962',
  name: 'Ada',
  signInId,
  expiresAt: Date.now() + goodForMs,
});

function aDoor() {
  const open = new Map<SignedInSocket, true>();
  const over = new Set<string>();
  let ended: () => void = () => undefined;
  let away = false;
  const signIns = new SignIns({
    identity: {
      // A token is the name of its sign-in here.
      verify: async (token) => aVisitor(token),
      ended: async (ids) => {
        if (away) throw new SidelineError('storage_unavailable', 'away');
        return ids.filter((id) => over.has(id));
      },
      onEnded: (listener) => {
        ended = listener;
      },
    },
    sockets: () => open.keys(),
    logger: pino({ level: 'silent' }),
  });
  const connect = (signInId: string, goodForMs?: number) => {
    const socket: SignedInSocket = {
      data: { user: aVisitor(signInId, goodForMs) },
      get disconnected() {
        return !open.has(socket);
      },
      disconnect: () => open.delete(socket),
    };
    open.set(socket, true);
    signIns.follow(socket, socket.data.user);
    return socket;
  };
  return {
    ...{ signIns, connect, over },
    isOpen: (socket: SignedInSocket) => open.has(socket),
    end: () => ended(),
    setAway: (value: boolean) => {
      away = value;
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a live connection', () => {
  it('ends some minutes after its token ran out', async () => {
    const { connect, isOpen } = aDoor();
    const socket = connect('one');
    await vi.advanceTimersByTimeAsync(TOKEN_MS + TOKEN_GRACE_MS - 1);
    expect(isOpen(socket)).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOpen(socket)).toBe(false);
  });

  it('lasts as long as a token that is good for longer than a timer runs', async () => {
    const { signIns, connect, isOpen } = aDoor();
    const days = 86_400_000;
    const socket = connect('one', 60 * days);
    // Only its own timer counts here, not the look at who is signed in, half a million times.
    signIns.close();
    await vi.advanceTimersByTimeAsync(60 * days + TOKEN_GRACE_MS - 1);
    expect(isOpen(socket)).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOpen(socket)).toBe(false);
  });

  it('goes on with a newer token of the same sign-in alone', async () => {
    const { signIns, connect, isOpen } = aDoor();
    const [renewed, other] = [connect('one'), connect('two')];
    await vi.advanceTimersByTimeAsync(TOKEN_MS);
    expect(await signIns.renew(renewed, 'one')).toBe(TOKEN_MS);
    await expect(signIns.renew(other, 'one')).rejects.toMatchObject({ code: 'unauthenticated' });
    await vi.advanceTimersByTimeAsync(TOKEN_GRACE_MS);
    expect([isOpen(renewed), isOpen(other)]).toEqual([true, false]);
  });

  it('is not remembered when it goes while its newer token is checked', async () => {
    const { signIns, connect, isOpen } = aDoor();
    const socket = connect('one');
    const renewal = signIns.renew(socket, 'one');
    socket.disconnect(true);
    signIns.left(socket);
    await renewal;
    expect(isOpen(socket)).toBe(false);
    signIns.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends when its sign-in was ended, at once here, soon when elsewhere', async () => {
    const { connect, isOpen, over, end } = aDoor();
    const [here, elsewhere, mine] = [connect('one'), connect('two'), connect('three')];
    over.add('one');
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect([isOpen(here), isOpen(elsewhere)]).toEqual([false, true]);
    over.add('two');
    await vi.advanceTimersByTimeAsync(SIGN_INS_CHECKED_EVERY_MS);
    expect([isOpen(elsewhere), isOpen(mine)]).toEqual([false, true]);
  });

  it('goes on while nobody can say who is signed in', async () => {
    const { connect, isOpen, over, setAway } = aDoor();
    const socket = connect('one');
    over.add('one');
    setAway(true);
    await vi.advanceTimersByTimeAsync(SIGN_INS_CHECKED_EVERY_MS);
    expect(isOpen(socket)).toBe(true);
    setAway(false);
    await vi.advanceTimersByTimeAsync(SIGN_INS_CHECKED_EVERY_MS);
    expect(isOpen(socket)).toBe(false);
  });
});
