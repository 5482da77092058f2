const NEXT: Readonly<Record<string, string>> = {
  accept: 'accepted',
  decline: 'declined',
  start: 'in_progress',
  submit: 'submitted',
  withdraw: 'in_progress',
};

/** The state that an action will have when the server takes the moves that wait here. */
export function stateAfter(state: string, waiting: readonly string[]): string {
  return waiting.reduce((current, event) => NEXT[event] ?? current, state);
}
