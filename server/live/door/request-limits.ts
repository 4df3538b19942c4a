/** How often a person may ask for what, over all of their connections. */
import { SidelineError } from '../../../shared/contract/errors.ts';
import { REQUEST_BUDGETS, type RequestFamily } from '../../limits.ts';
import { Budgets } from '../../support/budgets.ts';

export class RequestLimits {
  readonly #families = Object.fromEntries(
    Object.entries(REQUEST_BUDGETS).map(([family, budget]) => [family, new Budgets(budget)]),
  ) as Record<RequestFamily, Budgets>;

  /** @throws SidelineError `rate_limited` */
  admit(userId: string, family: RequestFamily): void {
    if (!this.#families[family].take(userId)) {
      throw new SidelineError('rate_limited', 'Too many requests of this kind; slow down.');
    }
  }
}
