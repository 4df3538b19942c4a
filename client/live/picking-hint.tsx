import classes from './athlete-picker.module.css';

/** Says what to do while the athlete is being picked; the surface says the same to screen readers. */
export function PickingHint() {
  return (
    <p className={classes.hint} aria-hidden="true">
      <span>Click on the athlete</span>
      <span className={classes.keys}>, or use the arrow keys and Enter</span>
    </p>
  );
}
