/** A recording that is looked at together. */
import { on, type Rows } from '../row.ts';

export const reviewRequests: Rows<'review'> = {
  'review:show': on('review', 'review', ({ session, participant }, wish) => session.review.show(participant, wish)),
  'review:move': on('review', 'review', ({ session, participant }, view) => session.review.move(participant, view)),
  'review:ink': on('review', 'review', ({ session, participant }, drawing) =>
    session.review.draw(participant, drawing),
  ),
  'review:point': on('point', 'draw', ({ session, participant }, { point }) =>
    session.review.point(participant, point),
  ),
  'review:close': on('review', 'review', ({ session }) => session.review.close()),
};
