/** Joins the few points of a freehand line into the curve that was drawn. */

type Place = readonly [x: number, y: number];

/** Where the line turns by more than this, it has a corner; less is a curve whose points are far apart. */
const CORNER_COSINE = Math.cos(Math.PI / 3);

/**
 * Adds the line to the context's path; a single place gives a dot.
 * @param places in px
 * @param radius the line leaves its points' polygon only this near to a point, in px
 */
export function traceFreehand(
  context: Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo' | 'quadraticCurveTo'>,
  places: readonly Place[],
  radius: number,
): void {
  places.forEach((place, index) => {
    const [before, after] = [places[index - 1], places[index + 1]];
    if (!before) context.moveTo(...place);
    if (!before || !after || isCorner(before, place, after)) {
      context.lineTo(...place);
      return;
    }
    context.lineTo(...towards(place, before, radius));
    context.quadraticCurveTo(...place, ...towards(place, after, radius));
  });
}

/** The place this far along the way to another, half of the way at most. */
function towards([x, y]: Place, [toX, toY]: Place, distance: number): Place {
  const share = Math.min(0.5, distance / (Math.hypot(toX - x, toY - y) || 1));
  return [x + share * (toX - x), y + share * (toY - y)];
}

function isCorner(before: Place, place: Place, after: Place): boolean {
  const [ax, ay] = [place[0] - before[0], place[1] - before[1]];
  const [bx, by] = [after[0] - place[0], after[1] - place[1]];
  return ax * bx + ay * by < CORNER_COSINE * Math.hypot(ax, ay) * Math.hypot(bx, by);
}
