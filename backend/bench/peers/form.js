/** The same long form as ours: 300 questions, every tenth shown where the one before it fails. */
export const QUESTIONS = Array.from({ length: 300 }, (_, number) => ({
  name: `q${number}`,
  text: `Is item ${number + 1} of this round in good order and within its date?`,
  shownBy: number % 10 === 9 ? `q${number - 1}` : null,
}));

export const CHOICES = [
  { name: 'yes', text: 'Yes' },
  { name: 'no', text: 'No' },
  { name: 'na', text: 'Not applicable' },
];
