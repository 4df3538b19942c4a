/** Where the others point at on the recording. */
import { type PointerEvent, type RefObject, useEffect, useState } from 'react';
import type { Point } from '../../../shared/contract/board.ts';
import type { ReviewPointer } from '../../../shared/contract/live-review.ts';
import { type FrameFit, isOnFrame, toBox, toFrame } from '../../stage/frame-fit.ts';
import { Pilot } from '../pilot.ts';
import { participants } from '../selectors.ts';
import { useClient, useMay, useSession } from '../session-context.ts';
import classes from './pointers.module.css';

/** A pointer that rests is hidden after so long, ms. */
const SHOWN_MS = 4_000;

type Pointed = ReadonlyMap<string, Point>;
const NOBODY: Pointed = new Map();

const without = (pointed: Pointed, id: string): Pointed => new Map([...pointed].filter(([other]) => other !== id));

/** By participant id. */
function usePointed(): Pointed {
  const client = useClient();
  const selfId = useSession(({ seat }) => seat?.participantId);
  const [pointed, setPointed] = useState(NOBODY);
  useEffect(() => {
    const timers = new Map<string, ReturnType<typeof setTimeout>>();
    const hide = (id: string) => setPointed((now) => without(now, id));
    const onPointer = ({ participantId, point }: ReviewPointer) => {
      if (participantId === selfId) return;
      clearTimeout(timers.get(participantId));
      if (!point) {
        hide(participantId);
        return;
      }
      timers.set(
        participantId,
        setTimeout(() => hide(participantId), SHOWN_MS),
      );
      setPointed((now) => new Map(now).set(participantId, point));
    };
    client.on('pointer', onPointer);
    return () => {
      client.off('pointer', onPointer);
      for (const timer of timers.values()) clearTimeout(timer);
      setPointed(NOBODY);
    };
  }, [client, selfId]);
  return pointed;
}

/** The others' pointers with their names. */
export function Pointers({ fit }: { fit: FrameFit }) {
  const pointed = usePointed();
  const people = useSession(participants);
  return (
    <div className={classes.pointers} aria-hidden="true" data-testid="pointers">
      {people.map(({ id, name, role }) => {
        const point = pointed.get(id);
        if (!point) return null;
        const [left, top] = toBox(fit, point);
        return (
          <span key={id} className={classes.pointer} style={{ left, top }} data-role={role}>
            <span className={classes.name}>{name}</span>
          </span>
        );
      })}
    </div>
  );
}

/**
 * What a picture listens with, so that the others see where one points.
 * @param fit where the frame lies in the picture now
 */
export function usePointing(fit: RefObject<FrameFit | undefined>) {
  const client = useClient();
  const mayPoint = useMay('draw');
  const [pilot] = useState(() => new Pilot<{ point: Point | null }>());
  useEffect(() => () => pilot.forget(), [pilot]);
  const point = (to: Point | null) =>
    pilot.show({ point: to }, (wish) =>
      client.request('review:point', wish).then(
        () => true,
        (error: unknown) => {
          // The next movement sends another one.
          console.info('sideline:', error);
          return false;
        },
      ),
    );
  if (!mayPoint) return {};
  return {
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const { left, top } = event.currentTarget.getBoundingClientRect();
      const place = [event.clientX - left, event.clientY - top] as const;
      if (fit.current && isOnFrame(fit.current, place)) point(toFrame(fit.current, place));
    },
    onPointerLeave: () => point(null),
  };
}
