import classes from './logo.module.css';

export function Logo() {
  return (
    <span className={classes.logo}>
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
        <path d="M4 21V3" className={classes.post} />
        <path d="M9 17c6 1.5 10-2 11.5-8M20.5 9l-4.6 1.7M20.5 9l1.4 4.7" className={classes.arrow} />
      </svg>
      <span className={classes.word}>sideline</span>
    </span>
  );
}
