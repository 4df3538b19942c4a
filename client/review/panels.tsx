/** What stands beside the picture, and what it can see and do. */
import { Tabs, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SessionRecord } from '../../shared/contract/rest.ts';
import type { Sketch } from './ink/sketch.ts';
import type { Stage } from './lesson/stage.ts';
import type { Screen } from './player/use-screen.ts';
import { RepetitionList } from './repetition-list.tsx';

/** The panel that every session has. */
export const REPETITIONS = 'repetitions';

/** What a panel beside the picture can see and do. */
export interface ReviewContext extends Screen {
  readonly record: SessionRecord;
  /** Who is seen; null for what is the whole session's. */
  readonly participantId: string | null;
  /** What counts as 0 where times are shown, ms of the session. */
  readonly origin: number;
  /** What is drawn over the picture and not kept yet. */
  readonly sketch: Sketch;
  /** What is on show beside the film itself; a lesson that is put there is watched. */
  readonly stage: Stage;
  /** Opens a panel by its key. */
  openPanel(key: string): void;
}

/** A panel beside the picture, such as comments. */
export interface ReviewPanel {
  readonly key: string;
  readonly title: string;
  render(context: ReviewContext): ReactNode;
}

interface PanelsProps {
  repetitions: Parameters<typeof RepetitionList>[0]['repetitions'];
  panels: readonly ReviewPanel[];
  context: ReviewContext;
  /** Which one is open. */
  panel: string;
  onPanel(key: string): void;
}

export function Panels({ repetitions, panels, context, panel, onPanel }: PanelsProps) {
  const list = <RepetitionList repetitions={repetitions} player={context.player} origin={context.origin} />;
  if (panels.length === 0) {
    return (
      <>
        <Title order={2} size="h4" mb="sm">
          Repetitions
        </Title>
        {list}
      </>
    );
  }
  return (
    <Tabs value={panel} onChange={(key) => onPanel(key ?? REPETITIONS)} keepMounted={false}>
      <Tabs.List mb="sm">
        <Tabs.Tab value={REPETITIONS}>Repetitions</Tabs.Tab>
        {panels.map(({ key, title }) => (
          <Tabs.Tab key={key} value={key}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={REPETITIONS}>{list}</Tabs.Panel>
      {panels.map(({ key, render }) => (
        <Tabs.Panel key={key} value={key}>
          {render(context)}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
