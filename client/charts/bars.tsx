import classes from './charts.module.css';

export interface Bar {
  key: string;
  /** “Rep 3”, “1 July”. */
  label: string;
  /** Null where there is nothing to show. */
  value: number | null;
}

interface Props {
  /** “Score”. */
  title: string;
  bars: readonly Bar[];
  /** Of a value, in words. */
  words(value: number): string;
  /** What a bar of full height stands for; the largest value when left out. */
  most?: number;
}

/** In px of the drawing, which is scaled to its place. */
const WIDTH = 320;
const HEIGHT = 96;
/** There is room for so many bars at least, so that a few are no broader than many. */
const FEWEST = 12;
/** A value that is small is seen all the same. */
const LEAST = 2;

/** Values one beside the other. What it shows is in its name too, for who does not see it. */
export function Bars({ title, bars, words, most }: Props) {
  const values = bars.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return null;
  const top = Math.max(most ?? 0, ...values) || 1;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const places = Math.max(FEWEST, bars.length);
  const step = WIDTH / places;
  const range = lowest === highest ? words(lowest) : `${words(lowest)} to ${words(highest)}, mean ${words(mean)}`;
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.caption}>
        <strong>{title}</strong>
        <span>{range}</span>
      </figcaption>
      <svg
        className={classes.drawing}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${range}`}
      >
        <line className={classes.base} x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        {bars.map(({ key, label, value }, index) => {
          if (value === null) return null;
          const height = Math.max(LEAST, (HEIGHT * value) / top);
          return (
            <rect
              key={key}
              className={classes.bar}
              x={index * step + 0.1 * step}
              y={HEIGHT - height}
              width={0.8 * step}
              height={height}
            >
              <title>{`${label}: ${words(value)}`}</title>
            </rect>
          );
        })}
      </svg>
      <div className={classes.ends} style={{ width: `${(100 * bars.length) / places}%` }} aria-hidden>
        <span>{bars[0]?.label}</span>
        {bars.length > 1 && <span>{bars.at(-1)?.label}</span>}
      </div>
    </figure>
  );
}
