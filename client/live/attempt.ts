import { notifications } from '@mantine/notifications';
import { explain } from '../explain.ts';

/** Carries something out and tells the person when it fails. Resolves with whether it did not; never rejects. */
export async function attempt(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    const { title, advice } = explain(error);
    notifications.show({ color: 'orange', title, message: advice });
    return false;
  }
}
