/** How often a connection may ask for what, so that a flood harms nobody but its sender. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { FLOOD, REQUEST_LIMITS, type RequestFamily } from '../../limits.ts';

export class RequestLimits {
  readonly #families = Object.fromEntries(
    Object.entries(REQUEST_LIMITS).map(([family, options]) => [family, new RateLimiterMemory(options)]),
  ) as Record<RequestFamily, RateLimiterMemory>;
  readonly #flood = new RateLimiterMemory(FLOOD);

  /** Whether this connection is a flood by now; counts the message. */
  async flooding(connectionId: string): Promise<boolean> {
    return !(await within(this.#flood, connectionId));
  }

  /** @throws SidelineError `rate_limited` */
  async admit(connectionId: string, family: RequestFamily): Promise<void> {
    if (!(await within(this.#families[family], connectionId))) {
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
