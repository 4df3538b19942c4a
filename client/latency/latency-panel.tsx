import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { LATENCY_STEPS } from '../../shared/contract/latency.ts';
import { explain } from '../explain.ts';
import type { SessionClient } from '../session/session-client.ts';
import classes from './latency-panel.module.css';
import { inMs, inWords, rateInWords, STEP_NAMES } from './latency-words.ts';
import type { SeenFrames } from './seen-frames.ts';
import type { LatencySummary } from './step-window.ts';
import { type Latency, useLatency, useMediaFigures } from './use-latency.ts';

interface Props {
  id: string;
  client: SessionClient;
  /** Whose frames; undefined before there is an athlete. */
  athleteId: string | undefined;
  /** Whether the connection stands. */
  live: boolean;
  seen: SeenFrames;
  /** The athlete's picture, where it is received. */
  trackId: string | undefined;
  onClose(): void;
}

/** Where the time from the athlete's camera to this screen goes, for those who look after the system. */
export function LatencyPanel({ id, client, athleteId, live, seen, trackId, onClose }: Props) {
  const { latency, refusal } = useLatency(client, athleteId, live, seen);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' });
    panel.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section
      ref={panel}
      id={id}
      className={classes.panel}
      aria-labelledby={`${id}-title`}
      tabIndex={-1}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <header className={classes.header}>
        <h2 id={`${id}-title`}>Latency</h2>
        <Total summary={latency?.summary} />
        <ActionIcon variant="subtle" color="gray" aria-label="Close latency" onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </header>
      {latency ? (
        <>
          <Chain summary={latency.summary} />
          <Steps summary={latency.summary} />
          <Meanings />
        </>
      ) : (
        <Waiting refusal={refusal} />
      )}
      <Facts client={client} latency={latency} trackId={trackId} />
    </section>
  );
}

function Total({ summary }: { summary: LatencySummary | undefined }) {
  const total = summary?.total;
  return (
    <span className={classes.total} data-testid="latency-total" title="From the athlete’s camera to this screen">
      {total ? (
        <>
          <strong>{inMs(total.p50)}</strong>
          <span>{` ms, p95 ${inMs(total.p95)}`}</span>
        </>
      ) : (
        '–'
      )}
    </span>
  );
}

/** The whole way as one bar: each step's share of the middle. */
function Chain({ summary: { steps } }: { summary: LatencySummary }) {
  return (
    <div className={classes.chain} aria-hidden="true">
      {LATENCY_STEPS.map((step) => (
        <span key={step} data-step={step} style={{ flexGrow: steps.get(step)?.p50 ?? 0 }} />
      ))}
    </div>
  );
}

function Waiting({ refusal }: { refusal: unknown }) {
  if (refusal === undefined) return <p className={classes.waiting}>Waiting for the first figures…</p>;
  const { title, advice } = explain(refusal);
  return (
    <p className={classes.waiting} role="alert">
      <strong>{`${title}. `}</strong>
      <span>{advice}</span>
    </p>
  );
}

/** What the steps' names mean, for every kind of pointer and without one. */
function Meanings() {
  return (
    <details className={classes.meanings}>
      <summary>What the steps are</summary>
      <ul>
        {LATENCY_STEPS.map((step) => (
          <li key={step}>
            <strong>{`${STEP_NAMES[step].name}: `}</strong>
            <span>{STEP_NAMES[step].what}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Steps({ summary: { steps } }: { summary: LatencySummary }) {
  const longest = Math.max(1, ...[...steps.values()].map(({ p95 }) => p95));
  const width = (ms: number) => ({ width: `${(100 * ms) / longest}%` });
  return (
    <table className={classes.steps}>
      <thead>
        <tr>
          <th scope="col">Step, ms</th>
          <th scope="col">last</th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {LATENCY_STEPS.map((step) => {
          const spread = steps.get(step);
          return (
            <tr key={step} data-testid={`step-${step}`}>
              <th scope="row">
                <span className={classes.swatch} data-step={step} aria-hidden="true" />
                {STEP_NAMES[step].name}
              </th>
              <td>{spread ? inMs(spread.last) : '–'}</td>
              <td>{spread ? inMs(spread.p50) : '–'}</td>
              <td>{spread ? inMs(spread.p95) : '–'}</td>
              <td className={classes.bar} aria-hidden="true">
                {spread && (
                  <>
                    <span data-step={step} data-end="slow" style={width(spread.p95)} />
                    <span data-step={step} style={width(spread.p50)} />
                  </>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Facts({ client, latency, trackId }: Pick<Props, 'client' | 'trackId'> & { latency: Latency | undefined }) {
  const media = useMediaFigures(client, trackId);
  const clock = client.clock.known;
  const { rate, drops, engine } = latency?.update ?? {};
  return (
    <dl className={classes.facts}>
      <Fact name="Analysed">{rate ? rateInWords(rate) : '–'}</Fact>
      <Fact name="Not analysed">
        {drops
          ? `${drops.skipped} not wanted, ${drops.dropped} overtaken, ${drops.broken} broken, ${drops.lostPackets} packets lost`
          : '–'}
      </Fact>
      <Fact name="Engine">{engine ? `${engine.name}, ${engine.model}` : '–'}</Fact>
      <Fact name="Round trip">{media?.roundTripMs === undefined ? '–' : `${inMs(media.roundTripMs)} ms`}</Fact>
      {media?.received && <Fact name="Received">{inWords(media.received)}</Fact>}
      {media?.sent.length ? <Fact name="Sent">{media.sent.map(inWords).join('; ')}</Fact> : null}
      <Fact name="Clock offset">
        {clock ? `${signed(clock.offsetMs - performance.timeOrigin)} ± ${inMs(clock.errorMs)} ms` : '–'}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const signed = (ms: number) => `${ms < 0 ? '−' : '+'}${inMs(Math.abs(ms))}`;
