import { useRef, useState } from 'react';
import classes from './clip-media.module.css';

interface Props {
  form: 'film' | 'kinogram';
  /** Another one each time it was asked for. */
  url: string;
  title: string;
  /** It can't be shown: perhaps its address is good no more. */
  onTrouble(): void;
}

/** A clip as it is seen: a film with controls, or a picture. It stays as it is while its address is good. */
export function ClipMedia({ form, url, title, onTrouble }: Props) {
  // A newer address would begin the film anew: it is taken when this one is good no more.
  const [shown, setShown] = useState(url);
  const [isRunOut, setRunOut] = useState(false);
  if (isRunOut && url !== shown) {
    setShown(url);
    setRunOut(false);
  }
  const asked = useRef(false);
  const onError = () => {
    // What another address does not help is not asked for again and again.
    if (asked.current) return;
    asked.current = true;
    setRunOut(true);
    onTrouble();
  };
  const onLoaded = () => {
    asked.current = false;
  };
  const Media = form === 'film' ? 'video' : 'img';
  const own =
    form === 'film'
      ? { controls: true, playsInline: true, 'aria-label': title, onLoadedData: onLoaded }
      : { alt: `Phases of ${title}`, onLoad: onLoaded };
  return <Media className={classes.shown} src={shown} onError={onError} {...own} />;
}
