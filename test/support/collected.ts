/** What came so far, and a way to wait for more of it. */
export class Collected<Item> {
  readonly items: Item[] = [];
  #waiting: { until: (items: readonly Item[]) => boolean; resolve: () => void }[] = [];

  readonly add = (item: Item): void => {
    this.items.push(item);
    this.#waiting = this.#waiting.filter(({ until, resolve }) => {
      if (!until(this.items)) return true;
      resolve();
      return false;
    });
  };

  /** Resolves when there are so many in all. */
  reach(count: number): Promise<void> {
    return this.until((items) => items.length >= count);
  }

  /** Resolves when so many more have come. */
  more(count: number): Promise<void> {
    return this.reach(this.items.length + count);
  }

  until(reached: (items: readonly Item[]) => boolean): Promise<void> {
    if (reached(this.items)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ until: reached, resolve });
    });
  }
}
