/** The activities that Sideline brings along. Each is plain data, checked when it is loaded. */
import { type Activity, activitySchema } from '../activity.ts';
import { squat } from './squat.ts';

export const ACTIVITIES: readonly Activity[] = [squat].map((activity) => activitySchema.parse(activity));

export function findActivity(id: string): Activity | undefined {
  return ACTIVITIES.find((activity) => activity.id === id);
}
