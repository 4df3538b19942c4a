/** A chart of curves over one axis. */
import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type RefObject, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import classes from './chart.module.css';

export interface ChartCurve {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly tone: 'plain' | 'accent' | 'best' | 'worst' | 'other';
}

interface Props {
  label: string;
  xs: readonly number[];
  /** How a value of the x axis is written. */
  xWords(x: number): string;
  unit: string;
  curves: readonly ChartCurve[];
  /** A place on the x axis that is marked, and moved without drawing anew. */
  marker?: { at: () => number; subscribe: (moved: () => void) => () => void };
  onPick?: ((x: number) => void) | undefined;
  /** Is given the chart's canvas, to be saved as a picture. */
  canvas?: RefObject<HTMLCanvasElement | null>;
}

const HEIGHT_PX = 220;

export function Chart({ label, xs, xWords, unit, curves, marker, onPick, canvas }: Props) {
  const { ref, width } = useElementSize();
  const holder = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const words = useRef(xWords);
  const pick = useRef(onPick);
  useEffect(() => {
    words.current = xWords;
    pick.current = onPick;
  });
  useEffect(() => {
    const element = holder.current;
    if (!element || width === 0 || xs.length === 0) return;
    const named = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
    const isDark = scheme === 'dark';
    const colours: Record<ChartCurve['tone'], string> = {
      plain: named('--accent'),
      accent: isDark ? '#6cb6ff' : '#1864ab',
      best: isDark ? '#7cbf24' : '#4d7f10',
      worst: isDark ? '#ff7b72' : '#c92a2a',
      other: isDark ? '#6f7866' : '#a2aa97',
    };
    const axis = {
      stroke: named('--soft'),
      grid: { stroke: named('--line'), width: 1 },
      ticks: { stroke: named('--line') },
    };
    const line = document.createElement('div');
    line.className = classes.marker ?? '';
    const move = (plot: uPlot) => {
      const left = marker ? plot.valToPos(marker.at(), 'x') : Number.NaN;
      line.hidden = !(left >= 0 && left <= plot.over.clientWidth);
      line.style.transform = `translateX(${left}px)`;
    };
    const plot = new uPlot(
      {
        ...{ width, height: HEIGHT_PX, legend: { show: false } },
        scales: { x: { time: false } },
        hooks: { draw: [move] },
        axes: [
          { ...axis, values: (_, splits) => splits.map((x) => words.current(x)) },
          { ...axis, size: 56, values: (_, splits) => splits.map((y) => `${Number(y.toFixed(2))}${unit}`) },
        ],
        series: [
          {},
          ...curves.map(({ label: name, tone }) => ({
            ...{ label: name, stroke: colours[tone], points: { show: false } },
            width: tone === 'other' ? 1 : 2,
          })),
        ],
      },
      [Array.from(xs), ...curves.map(({ values }) => Array.from(values))],
      element,
    );
    if (canvas) canvas.current = plot.ctx.canvas;
    const onClick = (event: MouseEvent) => {
      pick.current?.(plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x'));
    };
    plot.over.addEventListener('click', onClick);
    plot.over.append(line);
    const end = marker?.subscribe(() => move(plot));
    return () => {
      end?.();
      if (canvas) canvas.current = null;
      plot.destroy();
    };
  }, [width, xs, curves, unit, scheme, marker, canvas]);
  return (
    <div ref={ref} className={classes.chart}>
      <div ref={holder} role="img" aria-label={label} />
    </div>
  );
}
