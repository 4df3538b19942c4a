import type { Size } from '../../../../shared/size.ts';
import type { Region } from '../../../video/region.ts';
import type { ModelWeight, Pose } from '../../pose-estimator.ts';
import type { Trunk } from './appearance.ts';

/** Somebody in a region of a picture. */
export interface FoundBody {
  readonly pose: Pose;
  /** Where to look for them in the next picture. */
  readonly next: Region;
  /** The line of the trunk, in 0..1 of the region that was looked at. */
  readonly trunk: Trunk;
}

/** A model that finds the keypoints of one person in the square around them. */
export interface RegionModel {
  /** Side of the square that it takes, px. */
  readonly side: number;
  /**
   * @param pixels RGB, 3 bytes a px, of the region, upright, `side` px square.
   * @returns `undefined` where nobody is.
   * @throws When the engine fails.
   */
  find(pixels: Uint8Array, region: Region, picture: Size, weight: ModelWeight): Promise<FoundBody | undefined>;
}
