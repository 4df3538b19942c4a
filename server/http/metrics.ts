/** `/metrics` in Prometheus' format. Values are read when they are asked for. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** Where the figures come from. */
export interface Figures {
  sessions(): number;
  connections(): number;
  /** Per media worker. */
  mediaWorkers(): Promise<{ pid: number; load: number; routers: number; cpuMs: number }[]>;
  /** Named counts of the frame taps and the pose engine, ever growing. */
  analysisTotals(): Record<string, number>;
}

export function createMetrics(figures: Figures): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'sideline_' });
  new Gauge({
    name: 'sideline_sessions_live',
    help: 'Sessions that are live now',
    registers: [registry],
    collect() {
      this.set(figures.sessions());
    },
  });
  new Gauge({
    name: 'sideline_connections',
    help: 'Signalling connections now',
    registers: [registry],
    collect() {
      this.set(figures.connections());
    },
  });
  const routers = new Gauge({
    name: 'sideline_sfu_routers',
    help: 'Sessions on each media worker',
    labelNames: ['pid'],
    registers: [registry],
  });
  const cpu = new Gauge({
    name: 'sideline_sfu_cpu_seconds',
    help: 'CPU time used by each media worker since its start',
    labelNames: ['pid'],
    registers: [registry],
  });
  new Gauge({
    name: 'sideline_sfu_load',
    help: 'Share of a core that each media worker uses, 0 to 1',
    labelNames: ['pid'],
    registers: [registry],
    async collect() {
      for (const gauge of [this, routers, cpu]) gauge.reset();
      for (const worker of await figures.mediaWorkers()) {
        const labels = { pid: String(worker.pid) };
        this.set(labels, worker.load);
        routers.set(labels, worker.routers);
        cpu.set(labels, worker.cpuMs / 1000);
      }
    },
  });
  new Counter({
    name: 'sideline_analysis_total',
    help: 'Frames and packets of the analysis, by what became of them',
    labelNames: ['what'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [what, count] of Object.entries(figures.analysisTotals())) this.inc({ what }, count);
    },
  });
  return registry;
}
