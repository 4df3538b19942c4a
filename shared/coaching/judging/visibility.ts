/** Decides whether enough of the athlete is in the picture, and whether the camera stands where the activity can be judged. */

import type { Body } from '../body/body.ts';
import { CENTRE_POINTS, type CentrePoint, jointOf, type SidedPoint } from '../body/joints.ts';
import type { Activity } from '../definition/activity.ts';
import type { Point } from '../definition/measure.ts';
import { listed, partName, say } from '../definition/wording.ts';
import type { CoachingEvent, View } from '../events.ts';
import type { Coach } from './cues.ts';
import { judgedFrom } from './rules.ts';

/** Parts must be missing, or be back, for this long before it is reported, ms. */
const LOST_MS = 700;
const FOUND_MS = 250;
/** A view must last this long before it is reported, ms. */
const VIEW_MS = 1500;
const SEEN = 0.3;

export interface Visibility {
  /** `atRest`: nothing is under way, so that the body's own turning is not taken for a change of view. */
  look(body: Body, atRest: boolean, events: CoachingEvent[]): void;
  nobody(at: number, events: CoachingEvent[]): void;
}

export function createVisibility(activity: Activity, coach: Coach): Visibility {
  const slots = activity.needs.map((point) => ({ point, slots: slotsOf(point) }));
  let visible: boolean | undefined;
  let reported = '';
  let since = Number.NaN;
  let pending: boolean | undefined;
  let view: View | undefined;
  let reportedView: View | undefined;
  let viewSince = 0;

  function change(at: number, now: boolean, missing: string[], events: CoachingEvent[]): void {
    if (pending !== now) {
      pending = now;
      since = at;
    }
    const key = missing.join();
    if (at - since < (now ? FOUND_MS : LOST_MS) || (visible === now && key === reported)) return;
    // Missing parts may come and go one by one; report a new list only with the advice's own cooldown.
    const advice = now ? '' : adviceFor(missing);
    const cue = now ? undefined : coach.guide(at, `visibility-${key}`, advice);
    if (visible === now && !cue) return;
    visible = now;
    reported = key;
    events.push({ type: 'visibility', at, visible: now, missing, advice });
    if (cue) events.push(cue);
  }

  function adviceFor(missing: readonly string[]): string {
    if (missing.length === 0) return say('nobody', coach.language);
    const parts = listed(
      missing.map((part) => partName(part, coach.language)),
      coach.language,
    );
    return say('missing', coach.language, { parts });
  }

  function tellView(body: Body, events: CoachingEvent[]): void {
    if (body.view !== view) {
      view = body.view;
      viewSince = body.at;
    }
    if (view === reportedView || body.at - viewSince < VIEW_MS) return;
    reportedView = view;
    const useful = activity.views.includes(view);
    const judged = new Set(judgedFrom(activity.rules, view));
    const unjudged = activity.rules.filter((rule) => !judged.has(rule)).map(({ id }) => id);
    const views = listed(
      activity.views.map((name) => partName(name, coach.language)),
      coach.language,
      'or',
    );
    const advice = useful ? '' : say('view', coach.language, { views });
    events.push({ type: 'view', at: body.at, view, useful, unjudged, advice });
    const cue = useful ? undefined : coach.guide(body.at, 'view', advice);
    if (cue) events.push(cue);
  }

  return {
    look(body, atRest, events) {
      const missing: string[] = [];
      for (const { point, slots: joints } of slots) {
        if (!joints.some((joint) => (body.confidence[joint] ?? 0) >= SEEN)) missing.push(point);
      }
      change(body.at, missing.length === 0, missing, events);
      if (visible && atRest) tellView(body, events);
    },
    nobody: (at, events) => change(at, false, [], events),
  };
}

function slotsOf(point: Point): number[] {
  if (point in CENTRE_POINTS) return [CENTRE_POINTS[point as CentrePoint]];
  return [jointOf(point as SidedPoint, 'left'), jointOf(point as SidedPoint, 'right')];
}
