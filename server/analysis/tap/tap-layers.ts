/** A simulcast or SVC layer, counted from the lowest. */
export interface Layers {
  readonly spatialLayer: number;
  readonly temporalLayer: number;
}

/** What is known about the pictures that come on the present layers. */
export interface LayerReadings {
  readonly framesPerSecond: number;
  /** Longer side of the picture, px. */
  readonly pictureSide: number;
}

/** What the analysis can use. */
export interface LayerNeeds {
  readonly framesPerSecond: number;
  readonly pictureSide: number;
}

/** Cameras give 30 frames a second as a rule; what really comes corrects it. */
const USUAL_FRAME_RATE = 30;
/** A layer serves while it gives at least this part of the rate that is wanted: 12 for 15 do, 7.5 for 10 don't. */
const ENOUGH = 0.78;

/** The layers to begin with: the smallest picture, and the fewest frames that reach the rate wanted. */
export function firstLayers(top: Layers, needs: LayerNeeds): Layers {
  let temporalLayer = top.temporalLayer;
  for (let rate = USUAL_FRAME_RATE; temporalLayer > 0 && rate / 2 >= needs.framesPerSecond * ENOUGH; rate /= 2) {
    temporalLayer -= 1;
  }
  return { spatialLayer: 0, temporalLayer };
}

/** One step towards the lowest layers that serve; each temporal layer doubles the frames of the one below. */
export function betterLayers(present: Layers, top: Layers, readings: LayerReadings, needs: LayerNeeds): Layers {
  const { framesPerSecond, pictureSide } = readings;
  if (framesPerSecond <= 0) return present;
  let { spatialLayer, temporalLayer } = present;
  if (pictureSide < needs.pictureSide && spatialLayer < top.spatialLayer) spatialLayer += 1;
  if (framesPerSecond < needs.framesPerSecond * ENOUGH && temporalLayer < top.temporalLayer) temporalLayer += 1;
  else if (framesPerSecond / 2 >= needs.framesPerSecond * 0.9 && temporalLayer > 0) temporalLayer -= 1;
  return { spatialLayer, temporalLayer };
}
