import { IconCamera } from '@tabler/icons-react';
import type { Activity, Rule, View } from '../../shared/coaching/index.ts';
import { AthletePicture } from '../demo/athlete-picture.tsx';
import { sentence, VIEW_NAMES } from '../ui/words.ts';
import classes from './activity-guide.module.css';

/** What an activity looks like, how it is done, and where the camera should stand. */
export function ActivityGuide({ activity }: { activity: Activity }) {
  return (
    <section className={classes.guide} aria-label={`How to do it: ${activity.name.en}`}>
      <AthletePicture figure={activity.figure} className={classes.figure} />
      <div className={classes.words}>
        <p className={classes.howTo}>{activity.howTo.en}</p>
        <UsefulViews views={activity.views} />
      </div>
    </section>
  );
}

/** Which faults are judged, and what shows that they are judged rightly. */
export function FaultsTold({ rules }: { rules: readonly Rule[] }) {
  return (
    <details className={classes.faults}>
      <summary>Faults that are judged</summary>
      <ul>
        {rules.map(({ id, proof }) => (
          <li key={id}>
            <span>{`${sentence(id)}: `}</span>
            <span>{proof ? `held against people (${proof})` : 'shown on drawn figures only'}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** From where an activity is judged well, the best place first. */
export function UsefulViews({ views }: { views: readonly View[] }) {
  const [best = 'front', ...others] = views;
  const also = others.length > 0 && `also ${others.map((view) => VIEW_NAMES[view]).join(', ')}`;
  return (
    <p className={classes.views}>
      <IconCamera size={16} aria-hidden="true" />
      <span>{[`Best filmed ${VIEW_NAMES[best]}`, also].filter(Boolean).join('; ')}</span>
    </p>
  );
}
