/** The synthetic athlete, on any 2D canvas: demo camera, tests and benchmarks. Knows no Node and no browser. */
export {
  type Athlete,
  type AthleteOptions,
  anAthlete,
  CAMERA_VIEWS,
  type CameraView,
  type Planned,
  type TrueMovement,
  type Truth,
} from './athlete.ts';
export { type Disturbance, disturb } from './disturb.ts';
export { type DrawingContext, type DrawnPerson, drawAthlete, drawPeople } from './draw.ts';
export { SHAPES, type ShapeName } from './figure.ts';
export {
  drawModel,
  isCameraView,
  MODEL_SIZE,
  type ModelWish,
  modelAthlete,
  modelNamed,
  moveOf,
} from './model.ts';
export { MOVES, type MoveName } from './moves/index.ts';
export { OUTFITS, type Outfit, type OutfitName } from './outfit.ts';
