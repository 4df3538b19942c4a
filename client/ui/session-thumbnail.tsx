import type { SessionListItem } from '../../shared/contract/rest.ts';
import classes from './session-thumbnail.module.css';

/** One picture from the middle of the session, of a sheet of many; an empty place where there is none. */
export function SessionThumbnail({ of }: { of: SessionListItem['thumbnail'] }) {
  if (!of) return <span className={classes.thumbnail} />;
  const { url, width, height, columns, count } = of;
  const [middle, rows] = [Math.floor((count - 1) / 2), Math.ceil(count / columns)];
  const [column, row] = [middle % columns, Math.floor(middle / columns)];
  return (
    <span className={classes.thumbnail} style={{ aspectRatio: `${width} / ${height}` }}>
      <img
        src={url}
        alt=""
        loading="lazy"
        style={{
          width: `${100 * columns}%`,
          height: `${100 * rows}%`,
          left: `${-100 * column}%`,
          top: `${-100 * row}%`,
        }}
      />
    </span>
  );
}
