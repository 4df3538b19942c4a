import classes from './clip-media.module.css';

interface Props {
  form: 'film' | 'kinogram';
  url: string;
  title: string;
  /** It can't be shown: perhaps its address is good no more. */
  onTrouble(): void;
}

/** A clip as it is seen: a film with controls, or a picture. */
export function ClipMedia({ form, url, title, onTrouble }: Props) {
  const Media = form === 'film' ? 'video' : 'img';
  const own =
    form === 'film' ? { controls: true, playsInline: true, 'aria-label': title } : { alt: `Phases of ${title}` };
  return <Media className={classes.shown} src={url} onError={onTrouble} {...own} />;
}
