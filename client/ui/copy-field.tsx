import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import classes from './copy-field.module.css';

/** False where the browser does not let pages write to the clipboard; the link is there to be copied by hand. */
export async function copyLink(link: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(link);
    notifications.show({ message: 'The link is in your clipboard.' });
    return true;
  } catch (error) {
    console.info('could not write to the clipboard', error);
    return false;
  }
}

/** A link to read, and to copy. */
export function CopyField({ label, link }: { label: string; link: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className={classes.copy}>
      <TextInput aria-label={label} value={link} readOnly flex={1} onFocus={(event) => event.currentTarget.select()} />
      <Button
        variant="default"
        leftSection={copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
        onClick={() => void copyLink(link).then(setCopied)}
      >
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}
