import '@mantine/core/styles/PasswordInput.css';
import { PasswordInput, TextInput } from '@mantine/core';
import { SHORTEST_PASSWORD } from '../../shared/contract/rest.ts';

interface FieldProps {
  value: string;
  onChange(value: string): void;
}

export function EmailField({ value, onChange }: FieldProps) {
  return (
    <TextInput
      label="E-mail address"
      type="email"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      required
      maxLength={254}
      autoComplete="email"
    />
  );
}

/** @param isNew whether it is chosen here, rather than known already */
export function PasswordField({ value, onChange, isNew = false }: FieldProps & { isNew?: boolean }) {
  return (
    <PasswordInput
      label={isNew ? 'New password' : 'Password'}
      description={isNew ? `${SHORTEST_PASSWORD} characters or more.` : undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      required
      minLength={isNew ? SHORTEST_PASSWORD : 1}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
    />
  );
}

export function NameField({ value, onChange }: FieldProps) {
  return (
    <TextInput
      label="Your name"
      description="As the others will see it."
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      required
      maxLength={60}
      autoComplete="name"
    />
  );
}
