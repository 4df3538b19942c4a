/** How often a connection may ask for what, so that a flood harms nobody but its sender. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { RequestName } from '../../../shared/contract/socket.ts';

/** Requests per second and connection. Drawing sends one message a picture frame; set-up comes in bursts. */
const LIMITS = {
  board: { points: 240, duration: 2 },
  media: { points: 100, duration: 5 },
  latency: { points: 10, duration: 5 },
  session: { points: 20, duration: 5 },
  clock: { points: 20, duration: 5 },
} as const;

/** Messages of any kind, valid or not, after which the connection is a flood and is ended. */
const FLOOD = { points: 2_000, duration: 5 };

type Family = keyof typeof LIMITS;

const familyOf = (name: RequestName): Family => {
  if (name.startsWith('stroke:') || name.startsWith('board:')) return 'board';
  if (name.startsWith('clock:')) return 'clock';
  if (name.startsWith('latency:')) return 'latency';
  return /^(session|coaching|athlete|picture):/.test(name) ? 'session' : 'media';
};

export class RequestLimits {
  readonly #families = Object.fromEntries(
    Object.entries(LIMITS).map(([family, options]) => [family, new RateLimiterMemory(options)]),
  ) as Record<Family, RateLimiterMemory>;
  readonly #flood = new RateLimiterMemory(FLOOD);

  /** Whether this connection is a flood by now; counts the message. */
  async flooding(connectionId: string): Promise<boolean> {
    return !(await within(this.#flood, connectionId));
  }

  /** @throws SidelineError `rate_limited` */
  async admit(connectionId: string, name: RequestName): Promise<void> {
    if (!(await within(this.#families[familyOf(name)], connectionId))) {
      throw new SidelineError('rate_limited', 'Too many requests of this kind; slow down.');
    }
  }
}

async function within(limiter: RateLimiterMemory, key: string): Promise<boolean> {
  try {
    await limiter.consume(key);
    return true;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return false;
    throw refusal;
  }
}
