import { showFailure } from '../ui/show-failure.ts';

/** Carries something out, and says on the page when it fails. Resolves with whether it did not; never rejects. */
export async function attempt(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    showFailure(error);
    return false;
  }
}
