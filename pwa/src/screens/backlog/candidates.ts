import type { Candidate } from '../../api/actions';

/** Whether somebody's name, in any language, has these letters in it; none are in every name. */
export function named({ name }: Candidate, letters: string): boolean {
  const wanted = folded(letters);
  return Object.values(name).some((one) => folded(one).includes(wanted));
}

/** As people type: without case, accents, width or spaces at the ends. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
