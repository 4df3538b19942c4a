/** How often athletes are analysed: over all of them, since a label for each would never end. */
import { Gauge, type Registry } from 'prom-client';
import { type AnalysisRate, RATE_REASONS } from '../../shared/contract/latency.ts';

const OVER = {
  lowest: (rates: number[]) => Math.min(...rates),
  mean: (rates: number[]) => rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
  highest: (rates: number[]) => Math.max(...rates),
} as const;

/** @param rates One of each athlete who is analysed now. */
export function addRateMetrics(registry: Registry, rates: () => readonly AnalysisRate[]): void {
  new Gauge({
    name: 'sideline_analysis_frames_per_second',
    help: 'Frames a second of an athlete that are analysed and that are wanted: the lowest, mean and highest of all athletes',
    labelNames: ['which', 'over'],
    registers: [registry],
    collect() {
      const present = rates();
      for (const which of ['wanted', 'actual'] as const) {
        const values = present.map((rate) => rate[which]);
        for (const [over, reckon] of Object.entries(OVER)) {
          this.set({ which, over }, values.length > 0 ? reckon(values) : 0);
        }
      }
    },
  });
  new Gauge({
    name: 'sideline_analysis_light_model_athletes',
    help: 'Athletes who are analysed by the light model, since there is too much to do for the usual one',
    registers: [registry],
    collect() {
      this.set(rates().filter(({ lightModel }) => lightModel).length);
    },
  });
  new Gauge({
    name: 'sideline_analysis_athletes',
    help: 'Athletes who are analysed, by what decides on their rate',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      const present = rates();
      for (const reason of RATE_REASONS) {
        this.set({ reason }, present.filter((rate) => rate.reason === reason).length);
      }
    },
  });
}
