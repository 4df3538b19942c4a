/** `/metrics` in Prometheus' format. Values are read when they are asked for, on the main event loop. */
import { Counter, collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import type { AnalysisRate } from '../../shared/contract/latency.ts';
import { addRateMetrics } from './rates.ts';
import { threadCpuMs } from './thread-cpu.ts';

interface WorkerFigures {
  pid: number;
  /** Whether it gave a sign of life when it was last due. */
  answering: boolean;
  /** Share of a core, 0..1. */
  load: number;
  routers: number;
  cpuMs: number;
}

/** Where the figures come from: what is known now, since no reader waits for a worker. */
export interface Figures {
  sessions(): number;
  connections(): number;
  mediaWorkers(): readonly WorkerFigures[];
  /** Media workers that died or hung and were replaced. */
  mediaWorkersReplaced(): number;
  /** Named counts of the frame taps and the pose engine, ever growing. */
  analysisTotals(): Record<string, number>;
  /** CPU time of the analysis processes since the start, ms, and the memory that they hold now. */
  analysis(): {
    cpuMs: number;
    receiveCpuMs: number;
    analyseCpuMs: number;
    /** How long scaling and inference took, of which `analyseCpuMs` is the CPU time. */
    scaleMs: number;
    inferMs: number;
    rssBytes: number;
    /** Workers that take streams at present, and how many died or hung and were replaced. */
    ready: number;
    replaced: number;
  };
  /** Parts that are being recorded now, what that has cost since the start, and processes that died or hung and were replaced. */
  recording(): { parts: number; cpuMs: number; replaced: number };
  /** One of each athlete who is analysed now. */
  analysisRates(): AnalysisRate[];
}

/** Adds the server's figures to those that are in the registry. */
export function addMetrics(registry: Registry, figures: Figures): void {
  collectDefaultMetrics({ register: registry, prefix: 'sideline_' });
  const now = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  now('sideline_sessions_live', 'Sessions that are live now', () => figures.sessions());
  now('sideline_connections', 'Signalling connections now', () => figures.connections());
  const replacements = (name: string, help: string, count: () => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(count());
      },
    });
  const ofEachWorker = (name: string, help: string, value: (worker: WorkerFigures) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['pid'],
      registers: [registry],
      collect() {
        this.reset();
        for (const worker of figures.mediaWorkers()) this.set({ pid: String(worker.pid) }, value(worker));
      },
    });
  ofEachWorker('sideline_sfu_load', 'Share of a core that each media worker uses, 0 to 1', ({ load }) => load);
  ofEachWorker('sideline_sfu_routers', 'Sessions on each media worker', ({ routers }) => routers);
  ofEachWorker(
    'sideline_sfu_cpu_seconds',
    'CPU time of each media worker since its start',
    ({ cpuMs }) => cpuMs / 1000,
  );
  now(
    'sideline_sfu_workers',
    'Media workers that answer at present',
    () => figures.mediaWorkers().filter(({ answering }) => answering).length,
  );
  replacements(
    'sideline_sfu_workers_replaced_total',
    'Media workers that died or hung and were replaced',
    figures.mediaWorkersReplaced,
  );
  now(
    'sideline_main_loop_cpu_seconds',
    'CPU time of the main event loop since the start; near 1 a second, it is full',
    () => threadCpuMs() / 1000,
  );
  now(
    'sideline_analysis_cpu_seconds',
    'CPU time of all analysis processes since the start',
    () => figures.analysis().cpuMs / 1000,
  );
  new Gauge({
    name: 'sideline_analysis_step_cpu_seconds',
    help: 'CPU time of all analysis processes since the start by step (scale and infer share theirs as they shared the time); the rest is what runs between the steps',
    labelNames: ['step'],
    registers: [registry],
    collect() {
      const { receiveCpuMs, analyseCpuMs, scaleMs, inferMs } = figures.analysis();
      const scaling = scaleMs / Math.max(scaleMs + inferMs, Number.EPSILON);
      this.set({ step: 'receive and decode' }, receiveCpuMs / 1000);
      this.set({ step: 'scale' }, (analyseCpuMs * scaling) / 1000);
      this.set({ step: 'infer' }, (analyseCpuMs * (1 - scaling)) / 1000);
    },
  });
  now(
    'sideline_analysis_resident_memory_bytes',
    'Resident memory of all analysis processes',
    () => figures.analysis().rssBytes,
  );
  now('sideline_analysis_workers', 'Analysis workers that take streams at present', () => figures.analysis().ready);
  replacements(
    'sideline_analysis_workers_replaced_total',
    'Analysis workers that died or hung and were replaced',
    () => figures.analysis().replaced,
  );
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
  now('sideline_recordings', 'Recordings that grow at present', () => figures.recording().parts);
  now(
    'sideline_recording_cpu_seconds',
    'CPU time of all recording processes since the start',
    () => figures.recording().cpuMs / 1000,
  );
  replacements(
    'sideline_recording_processes_replaced_total',
    'Recording processes that died or hung and were replaced',
    () => figures.recording().replaced,
  );
  addRateMetrics(registry, figures.analysisRates);
}
