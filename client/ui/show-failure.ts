import { notifications } from '@mantine/notifications';
import { type Explanation, explain } from '../explain.ts';

/** Says at the edge of the page that something is not as one wants it. */
export function showTrouble({ title, advice }: Explanation): void {
  notifications.show({ color: 'orange', title, message: advice });
}

/** Says at the edge of the page what failed, and what to do. */
export function showFailure(error: unknown): void {
  showTrouble(explain(error));
}
