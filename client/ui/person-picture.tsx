import { useState } from 'react';
import classes from './person-picture.module.css';

interface Props {
  /** Who it is; the first letter stands in where there is no picture. */
  name: string;
  /** An address. */
  picture: string | null | undefined;
  /** Px. */
  size: number;
}

/** The picture of a person beside their name, which says all that it says. */
export function PersonPicture({ name, picture, size }: Props) {
  // Addresses run out, and a file store may be away.
  const [unread, setUnread] = useState<string>();
  if (picture && picture !== unread) {
    const style = classes.picture;
    return <img src={picture} alt="" width={size} height={size} className={style} onError={() => setUnread(picture)} />;
  }
  const [first = ''] = name;
  return (
    <svg viewBox="0 0 40 40" width={size} height={size} className={classes.letter} aria-hidden="true">
      <circle cx={20} cy={20} r={20} />
      <text x={20} y={26} textAnchor="middle">
        {first.toUpperCase()}
      </text>
    </svg>
  );
}
