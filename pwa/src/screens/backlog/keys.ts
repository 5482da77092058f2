export type Command =
  | 'none'
  | 'down'
  | 'up'
  | 'open'
  | 'close'
  | 'assign'
  | 'verify'
  | 'return'
  | 'filter'
  | 'explain'
  | 'help';

const KEYS: Readonly<Record<string, Command>> = {
  j: 'down',
  k: 'up',
  Enter: 'open',
  Escape: 'close',
  a: 'assign',
  v: 'verify',
  b: 'return',
  f: 'filter',
  e: 'explain',
  '?': 'help',
};

/** The command of a key; none while a person types, holds a modifier, or a dialog is open. */
export function commandOf(event: KeyboardEvent): Command {
  const target = event.target instanceof Element ? event.target : null;
  if (event.metaKey || event.ctrlKey || event.altKey || document.querySelector('dialog[open]'))
    return 'none';
  if (target?.closest('input, textarea, select')) return 'none';
  if (event.key === 'Enter' && target?.closest('button, a')) return 'none';
  return KEYS[event.key] ?? 'none';
}
