import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Message } from '../ui/message.tsx';

export function NotFound() {
  return (
    <Message
      title="There is no such page"
      actions={
        <Button component={Link} to="/">
          Go to the start
        </Button>
      }
    >
      The address may be mistyped. Links to a session begin with “/join/”.
    </Message>
  );
}
