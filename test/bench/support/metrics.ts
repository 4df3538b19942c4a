/** What a server reports in Prometheus' text format. */
export class Metrics {
  readonly #lines: readonly { name: string; labels: string; value: number }[];

  constructor(text: string) {
    this.#lines = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => ({
      name,
      labels,
      value: Number(value),
    }));
  }

  /** Labels of each line of this name, as written. */
  labels(name: string): string[] {
    return this.#lines.filter((line) => line.name === name).map(({ labels }) => labels);
  }

  /**
   * All values of this name together, or those with a label (as written, `what="frames"`).
   * @throws Error when the server reports none
   */
  sum(name: string, label = ''): number {
    const found = this.#lines.filter((line) => line.name === name && line.labels.includes(label));
    if (found.length === 0) throw new Error(`the server reports no ${name} in its /metrics`);
    return found.reduce((total, { value }) => total + value, 0);
  }
}
